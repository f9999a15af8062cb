// Where a request carries its signature (AWS Signature Version 4): in the Authorization header, or,
// presigned, in the query.
#pragma once

#include <string_view>

#include "operations/api_error.h"
#include "server/http_message.h"

namespace quondam::server {

// Views into the request, as they stand there: percent-encoded when they come from the query.
struct SignatureParts {
  bool in_query = false;
  std::string_view algorithm;
  std::string_view credential;
  std::string_view signature;
  std::string_view signed_headers;
  std::string_view date;
  std::string_view session_token;  // empty: none
  std::string_view expires;        // X-Amz-Expires; empty: none; in the query only

  // The access key id.
  [[nodiscard]] std::string_view key_id() const;
};

// All parts that must be there, or what AWS says about a request that has no signature or half of
// one.
operations::ApiExpected<SignatureParts> read_signature(const HttpRequest& request);

// The access key id alone, of a signature that nobody verifies: a server without credentials
// believes every one. The result views the request.
operations::ApiExpected<std::string_view> read_caller(const HttpRequest& request);

}  // namespace quondam::server
