#include "ops/webhook.h"

#include <fmt/format.h>

#include <chrono>

#include "ops/http_exchange.h"
#include "ops/version.h"

namespace quondam::ops {
namespace {

constexpr std::chrono::seconds kTimeout(5);
constexpr long kFirstGoodStatus = 200;
constexpr long kFirstOtherStatus = 300;

}  // namespace

Outcome<void> post_json(const std::string& url, std::string_view json) {
  // Its path may be a secret, as those of chat services are: it is not shown.
  QUONDAM_ASSIGN(const HttpAnswer answer,
                 exchange({.method = "POST",
                           .url = url,
                           .name = "the webhook",
                           .headers = {"Content-Type: application/json",
                                       fmt::format("User-Agent: quondam/{}", kVersion)},
                           .body = std::string(json),
                           .timeout = kTimeout,
                           .may_use_proxy = true}));
  if (answer.status < kFirstGoodStatus || answer.status >= kFirstOtherStatus)
    return failed(fmt::format("the webhook answered with status {}", answer.status));
  return {};
}

}  // namespace quondam::ops
