// Verifies who signed a request, as AWS does: the same checks in the same order, with the same
// errors (docs/compatibility.md, "Signatures", says which are recorded).
#pragma once

#include <atomic>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "operations/api_error.h"
#include "server/access_keys.h"
#include "server/http_message.h"

namespace quondam::server {

class Authenticator {
 public:
  explicit Authenticator(std::shared_ptr<const AccessKeys> keys) : keys_(std::move(keys)) {}

  // Requests from now on need one of these.
  void replace(std::shared_ptr<const AccessKeys> keys) { keys_.store(std::move(keys)); }

  // The caller's access key id, a view into the request. `now`: the wall clock.
  [[nodiscard]] operations::ApiExpected<std::string_view> verify(const HttpRequest& request,
                                                                 Micros now) const;
  // The same without the signature itself, for a request whose body has not arrived: tells a
  // stranger so before it may send a large one.
  [[nodiscard]] operations::ApiExpected<void> check_head(const HttpRequest& request,
                                                         Micros now) const;

 private:
  std::atomic<std::shared_ptr<const AccessKeys>> keys_;
};

}  // namespace quondam::server
