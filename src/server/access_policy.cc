#include "server/access_policy.h"

#include <algorithm>
#include <utility>

#include "server/header_text.h"

namespace quondam::server {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(0, end + 1);
  }
  return host.substr(0, host.find(':'));
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

AccessPolicy::AccessPolicy(Options options) : options_(std::move(options)) {
  any_origin_ = std::ranges::find(options_.cors_origins, "*") != options_.cors_origins.end();
}

bool AccessPolicy::shares_with(std::string_view origin) const {
  return !origin.empty() && (any_origin_ || std::ranges::find(options_.cors_origins, origin) !=
                                                options_.cors_origins.end());
}

bool AccessPolicy::admits(const HttpRequest& request) const {
  if (!options_.any_host && !is_loopback_host(request.host)) return false;
  if (request.origin.empty() || shares_with(request.origin)) return true;
  // The server's own pages are let in.
  const std::string_view scheme = options_.tls ? "https://" : "http://";
  return request.origin.starts_with(scheme) && request.origin.substr(scheme.size()) == request.host;
}

bool AccessPolicy::is_preflight(const HttpRequest& request) const {
  return request.method == HttpRequest::Method::options && shares_with(request.origin) &&
         !request.cors_method.empty();
}

std::string AccessPolicy::cors_headers(const HttpRequest& request) const {
  if (!shares_with(request.origin) || !admits(request)) return {};
  std::string lines;
  const auto add = [&](std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  };
  add("Access-Control-Allow-Origin", any_origin_ ? "*" : request.origin);
  if (!any_origin_) add("Vary", "Origin");
  if (!is_preflight(request)) {
    add("Access-Control-Expose-Headers",
        "x-amzn-RequestId,x-amzn-ErrorType,x-amz-crc32,x-amz-request-id,x-amz-id-2,"
        "x-amzn-ErrorMessage,Date");
    return lines;
  }
  // What was asked for, as DynamoDB does: the signature decides later.
  add("Access-Control-Allow-Methods", request.cors_method);
  if (!request.cors_headers.empty()) add("Access-Control-Allow-Headers", request.cors_headers);
  add("Access-Control-Max-Age", "172800");
  return lines;
}

}  // namespace quondam::server
