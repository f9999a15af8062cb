// As whom a command speaks: an access key, and where it comes from again when it is only lent for a
// while.
//
// Specification: AWS SDKs and Tools Reference Guide, "Standardized credential providers";
// botocore's RefreshableCredentials for when they are fetched again.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ops/failure.h"

namespace quondam::ops {

struct Credentials {
  std::string key_id;
  std::string secret;
  std::string session_token = {};         // empty: none
  std::optional<Micros> expires_us = {};  // none: they stay
};

using FetchCredentials = std::function<Outcome<Credentials>()>;

// When credentials of `source` end, as it says.
Outcome<Micros> parse_expiration(std::string_view text, const std::string& source);

// {"AccessKeyId", "SecretAccessKey", "Expiration"}, and the session token under the name that it
// has there. `source` is for messages.
Outcome<Credentials> credentials_from_json(std::string_view text, std::string_view token_name,
                                           const std::string& source);

// Thread-safe: the clients of all threads of a command share one.
class KeptCredentials {
 public:
  explicit KeptCredentials(Credentials credentials) : held_(std::move(credentials)) {}
  // Those that `fetch` has just answered.
  KeptCredentials(Credentials first, FetchCredentials fetch,
                  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>());

  // What to sign the next request with. From 15 minutes before they expire they are fetched again:
  // at first by one thread while the others go on; in the last 10 minutes all wait for it, and a
  // failure of it is a failure. Where they are never good for longer, not more than once a minute.
  Outcome<Credentials> current();

  // Of the access key, as of now.
  [[nodiscard]] std::string key_id() const;

 private:
  [[nodiscard]] Credentials held() const;
  [[nodiscard]] bool expires_within(const Credentials& credentials, Micros span_us) const;

  mutable std::mutex mutex_;  // of held_
  Credentials held_;
  FetchCredentials fetch_;
  std::shared_ptr<const Clock> clock_;
  std::mutex fetching_;
  Micros tried_us_ = 0;  // by the one that holds fetching_
};

}  // namespace quondam::ops
