#include "ops/http_exchange.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace quondam::ops {
namespace {

constexpr std::size_t kMostAnswerBytes = 1024 * 1024;

struct FreeCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t append(char* data, std::size_t /*always 1*/, std::size_t size, void* into) {
  auto& out = *static_cast<std::string*>(into);
  if (out.size() + size > kMostAnswerBytes) return 0;
  out.append(data, size);
  return size;
}

}  // namespace

Outcome<HttpAnswer> exchange(const HttpRequest& request) {
  const std::unique_ptr<CURL, FreeCurl> curl(curl_easy_init());
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  std::unique_ptr<curl_slist, FreeList> headers;
  for (const std::string& header : request.headers)
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
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
  set(CURLOPT_WRITEFUNCTION, append);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_CONNECTTIMEOUT_MS, timeout);
  set(CURLOPT_TIMEOUT_MS, 2 * timeout);
  set(CURLOPT_NOSIGNAL, 1L);
  if (!request.may_use_proxy) set(CURLOPT_NOPROXY, "*");
  if (!request.ca_bundle.empty()) set(CURLOPT_CAINFO, request.ca_bundle.c_str());
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return failed(fmt::format("{} cannot be reached: {}", request.url, curl_easy_strerror(code)));
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace quondam::ops
