#include "ops/url.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace quondam::ops {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// Empty for a part that is not there.
std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

// Null when it is no URL.
std::unique_ptr<CURLU, FreeUrl> read(const std::string& text) {
  std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) url.reset();
  return url;
}

std::string without_brackets(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

Outcome<Url> parse_url(const std::string& text) {
  const auto url = read(text);
  Url out;
  std::string scheme;
  if (url) {
    scheme = part(url.get(), CURLUPART_SCHEME);
    out.host = part(url.get(), CURLUPART_HOST);
  }
  if (url && !(part(url.get(), CURLUPART_USER) + part(url.get(), CURLUPART_PASSWORD)).empty())
    return wrong_usage(
        "an endpoint's URL has no user and no password: access keys stand elsewhere");
  if ((scheme != "http" && scheme != "https") || out.host.empty() ||
      !part(url.get(), CURLUPART_QUERY).empty()) {
    return wrong_usage(
        fmt::format("'{}' is not an endpoint: write a URL such as http://127.0.0.1:8000", text));
  }
  out.text = text;
  out.path = part(url.get(), CURLUPART_PATH);
  const std::string port = part(url.get(), CURLUPART_PORT);
  out.authority = out.host;
  if (!port.empty() && port != (scheme == "http" ? "80" : "443")) out.authority += ":" + port;
  out.host = without_brackets(std::move(out.host));
  out.loopback = is_loopback(out.host);
  return out;
}

Outcome<UrlParts> split_url(const std::string& text) {
  const auto url = read(text);
  UrlParts parts;
  if (url) {
    parts.scheme = part(url.get(), CURLUPART_SCHEME);
    parts.host = without_brackets(part(url.get(), CURLUPART_HOST));
    parts.loopback = is_loopback(parts.host);
  }
  if ((parts.scheme != "http" && parts.scheme != "https") || parts.host.empty())
    return failed(fmt::format("'{}' is not a URL of http or https", text));
  return parts;
}

}  // namespace quondam::ops
