// The way of a request, from HTTP's headers to the answer's bytes, in the order of AWS's own
// checks.
#pragma once

#include <functional>
#include <string_view>
#include <variant>

#include "operations/operation.h"
#include "server/access_policy.h"
#include "server/http_message.h"

namespace quondam::server {

class RequestPath {
 public:
  RequestPath(operations::Database& database, AccessPolicy policy)
      : database_(database), policy_(policy) {}

  // An operation that the request has earned. Views the request.
  struct Admitted {
    const operations::Operation* operation = nullptr;
    std::string_view caller;
    std::string_view content_type;
    std::string_view body;
  };

  // Looks at everything but the body: the answer already, or the operation, which says where it
  // wants to run.
  [[nodiscard]] std::variant<HttpAnswer, Admitted> admit(const HttpRequest& request) const;

  // Reads the body, does the work, and has the answer sent, once, when what it says is durable: by
  // this thread before the call returns, or later by one that must not be held up. Never throws;
  // any thread, several at once.
  using Send = std::function<void(HttpAnswer)>;
  void run(const Admitted& admitted, Send send) const;

 private:
  [[nodiscard]] HttpAnswer answer(const Admitted& admitted, operations::CommitGate& gate) const;

  operations::Database& database_;
  AccessPolicy policy_;
};

}  // namespace quondam::server
