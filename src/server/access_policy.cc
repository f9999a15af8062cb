#include "server/access_policy.h"

#include <algorithm>

namespace quondam::server {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(0, end + 1);
  }
  return host.substr(0, host.find(':'));
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// 127.x.y.z in decimal; names that only begin so, such as 127.0.0.1.example.com, are not.
bool is_loopback_v4(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  int dots = 0;
  for (const char c : host) {
    if (c == '.') {
      ++dots;
    } else if (c < '0' || c > '9') {
      return false;
    }
  }
  return dots == 3;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  constexpr std::string_view kLocalhost = "localhost";
  const std::string_view name = without_port(host);
  if (name == "[::1]" || is_loopback_v4(name) || equal_ignoring_case(name, kLocalhost)) return true;
  // Resolvers answer names under .localhost with loopback (RFC 6761).
  return name.size() > kLocalhost.size() + 1 && name[name.size() - kLocalhost.size() - 1] == '.' &&
         equal_ignoring_case(name.substr(name.size() - kLocalhost.size()), kLocalhost);
}

bool AccessPolicy::admits(const HttpRequest& request) const {
  if (!any_host_ && !is_loopback_host(request.host)) return false;
  if (request.origin.empty()) return true;
  // The server's own pages are let in.
  constexpr std::string_view kScheme = "http://";
  return request.origin.starts_with(kScheme) &&
         request.origin.substr(kScheme.size()) == request.host;
}

}  // namespace quondam::server
