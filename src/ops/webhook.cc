#include "ops/webhook.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "ops/version.h"

namespace quondam::ops {
namespace {

constexpr long kTimeoutSeconds = 10;
constexpr long kFirstGoodStatus = 200;
constexpr long kFirstOtherStatus = 300;

std::size_t ignore(char* /*data*/, std::size_t /*always 1*/, std::size_t size, void* /*unused*/) {
  return size;
}

}  // namespace

Outcome<void> post_json(const std::string& url, std::string_view json) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  const std::string agent = fmt::format("quondam/{}", kVersion);
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_USERAGENT, agent.c_str());
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDS, json.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  set(CURLOPT_WRITEFUNCTION, ignore);
  set(CURLOPT_TIMEOUT, kTimeoutSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  const CURLcode code = curl_easy_perform(curl.get());
  // Its path may be a secret, as those of chat services are: it is not shown.
  if (code != CURLE_OK)
    return failed(fmt::format("the webhook cannot be reached: {}", curl_easy_strerror(code)));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < kFirstGoodStatus || status >= kFirstOtherStatus)
    return failed(fmt::format("the webhook answered with status {}", status));
  return {};
}

}  // namespace quondam::ops
