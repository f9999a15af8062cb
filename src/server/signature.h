// The caller's name out of a request's signature (AWS Signature Version 4). The signature itself is
// not verified here: a server without credentials believes every one.
#pragma once

#include <string_view>

#include "operations/api_error.h"
#include "server/http_message.h"

namespace quondam::server {

// The access key id that the request was signed with, or what AWS says about a request that has no
// signature or half of one. The result views the request.
operations::ApiExpected<std::string_view> read_caller(const HttpRequest& request);

}  // namespace quondam::server
