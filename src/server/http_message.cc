#include "server/http_message.h"

#include <algorithm>

#include "server/header_text.h"

namespace quondam::server {
namespace {

struct Known {
  std::string_view name;
  std::string_view HttpRequest::*member;
};

constexpr Known kKnown[] = {
    {"Host", &HttpRequest::host},
    {"Origin", &HttpRequest::origin},
    {"Content-Type", &HttpRequest::content_type},
    {"Content-Encoding", &HttpRequest::content_encoding},
    {"Accept-Encoding", &HttpRequest::accept_encoding},
    {"X-Amz-Target", &HttpRequest::amz_target},
    {"Authorization", &HttpRequest::authorization},
    {"X-Amz-Date", &HttpRequest::amz_date},
    {"Date", &HttpRequest::date},
    {"X-Amz-Security-Token", &HttpRequest::security_token},
    {"Access-Control-Request-Method", &HttpRequest::cors_method},
    {"Access-Control-Request-Headers", &HttpRequest::cors_headers},
};

}  // namespace

void HttpRequest::set_headers(std::span<const sigv4::Header> all) {
  headers = all;
  for (const sigv4::Header& header : all) {
    for (const Known& known : kKnown) {
      if (!equal_ignoring_case(known.name, header.name)) continue;
      std::string_view& value = this->*known.member;
      if (value.empty()) value = header.value;
      break;
    }
  }
}

}  // namespace quondam::server
