// The head of an HTTP answer, as AWS sends it.
#pragma once

#include <string>

#include "server/http_message.h"

namespace quondam::server {

// Writes head and headers into `out`, which is overwritten. The body follows it as it is.
// `more_headers` are whole lines.
void write_response_head(std::string& out, const HttpAnswer& answer, bool keep_alive,
                         std::string_view more_headers = {});

// 52 characters, as AWS's x-amzn-RequestId.
void append_request_id(std::string& out);

}  // namespace quondam::server
