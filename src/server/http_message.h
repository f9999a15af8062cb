// What the request path sees of an HTTP request, and what it answers.
#pragma once

#include <string>
#include <string_view>

namespace quondam::server {

// Views into the connection's buffers, which live until the answer is written. Absent headers are
// empty.
struct HttpRequest {
  enum class Method { get, post, other };

  Method method = Method::other;
  std::string_view target;  // path and query
  std::string_view host;
  std::string_view origin;
  std::string_view content_type;
  std::string_view amz_target;
  std::string_view authorization;
  bool has_date = false;  // Date or X-Amz-Date
  // Followed by simdjson::SIMDJSON_PADDING readable bytes.
  std::string_view body;
};

struct HttpAnswer {
  int status = 200;
  std::string_view content_type;  // a literal; empty for none
  std::string body;
};

}  // namespace quondam::server
