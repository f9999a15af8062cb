#include "ops/http_exchange.h"

#include <fmt/format.h>

#include "ops/curl_parts.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kMostAnswerBytes = 1024 * 1024;

}  // namespace

Outcome<HttpAnswer> exchange(const HttpRequest& request) {
  const CurlHandle curl(curl_easy_init());
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  CurlList headers;
  for (const std::string& header : request.headers) append(headers, header.c_str());
  HttpAnswer answer;
  const auto timeout = static_cast<long>(request.timeout.count());
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  if (request.body) {
    set(CURLOPT_POSTFIELDS, request.body->data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
  }
  set(CURLOPT_WRITEFUNCTION, keep_body<kMostAnswerBytes>);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_CONNECTTIMEOUT_MS, timeout);
  set(CURLOPT_TIMEOUT_MS, 2 * timeout);
  set(CURLOPT_NOSIGNAL, 1L);
  if (!request.may_use_proxy) set(CURLOPT_NOPROXY, "*");
  if (!request.ca_bundle.empty()) set(CURLOPT_CAINFO, request.ca_bundle.c_str());
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    return failed(fmt::format("{} cannot be reached: {}",
                              request.name.empty() ? request.url : request.name,
                              curl_easy_strerror(code)));
  }
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace quondam::ops
