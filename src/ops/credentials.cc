#include "ops/credentials.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/moment_text.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

constexpr Micros kMinute = 60 * kMicrosPerSecond;
constexpr Micros kBetterFetch = 15 * kMinute;
constexpr Micros kMustFetch = 10 * kMinute;
constexpr Micros kBetweenFetches = kMinute;

}  // namespace

Outcome<Micros> parse_expiration(std::string_view text, const std::string& source) {
  const auto moment = parse_moment(text);
  if (moment) return *moment;
  return failed(
      fmt::format("{} says that credentials expire at '{}', which is no moment", source, text));
}

Outcome<Credentials> credentials_from_json(std::string_view text, std::string_view token_name,
                                           const std::string& source) {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  const simdjson::padded_string padded(text);
  if (parser.parse(padded).get(json) != simdjson::SUCCESS || !json.is_object())
    return failed(fmt::format("{} did not answer with a JSON object", source));
  Credentials credentials{std::string(text_of(json, "AccessKeyId")),
                          std::string(text_of(json, "SecretAccessKey")),
                          std::string(text_of(json, token_name))};
  if (credentials.key_id.empty() || credentials.secret.empty()) {
    const std::string_view why = text_of(json, "Message");
    return failed(fmt::format("{} answered without an AccessKeyId and a SecretAccessKey{}{}",
                              source, why.empty() ? "" : ": ", why));
  }
  const std::string_view expiration = text_of(json, "Expiration");
  if (!expiration.empty()) {
    QUONDAM_ASSIGN(credentials.expires_us, parse_expiration(expiration, source));
  }
  return credentials;
}

KeptCredentials::KeptCredentials(Credentials first, FetchCredentials fetch,
                                 std::shared_ptr<const Clock> clock)
    : held_(std::move(first)),
      fetch_(std::move(fetch)),
      clock_(std::move(clock)),
      tried_us_(clock_->wall_us()) {}

Credentials KeptCredentials::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

std::string KeptCredentials::key_id() const {
  return held().key_id;
}

bool KeptCredentials::expires_within(const Credentials& credentials, Micros span_us) const {
  return fetch_ && credentials.expires_us && clock_->wall_us() + span_us > *credentials.expires_us;
}

Outcome<Credentials> KeptCredentials::current() {
  Credentials credentials = held();
  if (!expires_within(credentials, kBetterFetch)) return credentials;
  std::unique_lock fetching(fetching_, std::try_to_lock);
  if (!fetching) {
    if (!expires_within(credentials, kMustFetch)) return credentials;
    fetching.lock();
  }
  // Somebody else may have fetched them meanwhile.
  credentials = held();
  if (!expires_within(credentials, kBetterFetch)) return credentials;
  const Micros now = clock_->wall_us();
  if (!expires_within(credentials, 0) && now < tried_us_ + kBetweenFetches) return credentials;
  tried_us_ = now;
  auto fetched = fetch_();
  if (!fetched) {
    if (expires_within(credentials, kMustFetch)) return fetched;
    return credentials;
  }
  if (expires_within(*fetched, 0)) {
    return failed(fmt::format("the credentials of {} have expired, and so have those that came in "
                              "their place",
                              fetched->key_id),
                  "See that they are renewed where they come from, and that this machine's clock "
                  "is right.");
  }
  const std::lock_guard lock(mutex_);
  held_ = *fetched;
  return fetched;
}

}  // namespace quondam::ops
