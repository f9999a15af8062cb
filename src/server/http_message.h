// What the request path sees of an HTTP request, and what it answers.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/sigv4.h"

namespace quondam::server {

// Views into the connection's buffers, which live until the answer is written. Absent headers are
// empty; of a header that stands there twice the first is seen (a signature covers both).
struct HttpRequest {
  enum class Method { get, post, options, other };

  Method method = Method::other;
  std::string_view method_name;
  std::string_view target;  // path and query
  std::span<const sigv4::Header> headers;
  std::string_view host;
  std::string_view origin;
  std::string_view content_type;
  std::string_view content_encoding;
  std::string_view accept_encoding;
  std::string_view amz_target;
  std::string_view authorization;
  std::string_view amz_date;
  std::string_view date;
  std::string_view security_token;
  std::string_view cors_method;   // Access-Control-Request-Method
  std::string_view cors_headers;  // Access-Control-Request-Headers
  // Followed by simdjson::SIMDJSON_PADDING readable bytes.
  std::string_view body;

  // Sets `headers`, and of the others those that are there.
  void set_headers(std::span<const sigv4::Header> all);
};

struct HttpAnswer {
  int status = 200;
  std::string_view content_type;  // a literal; empty for none
  std::string body;
  std::string_view content_encoding = {};  // a literal; empty for none
};

}  // namespace quondam::server
