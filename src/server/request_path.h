// The way of a request, from HTTP's headers to the answer's bytes, in the order of AWS's own
// checks.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "operations/operation.h"
#include "server/access_policy.h"
#include "server/authenticator.h"
#include "server/content_coding.h"
#include "server/http_message.h"

namespace quondam::server {

class Metrics;

class RequestPath {
 public:
  // `keys`: null for a server without credentials, which believes every signature. `metrics`: who
  // is told of every answer; null: nobody.
  RequestPath(operations::Database& database, AccessPolicy policy,
              std::shared_ptr<const AccessKeys> keys, Metrics* metrics);

  // Requests from now on need one of these. Not for a server that began without.
  void replace_keys(std::shared_ptr<const AccessKeys> keys) {
    authenticator_->replace(std::move(keys));
  }

  [[nodiscard]] const AccessPolicy& policy() const { return policy_; }

  // An operation that the request has earned. Views the request.
  struct Admitted {
    const operations::Operation* operation = nullptr;
    std::string_view caller;
    std::string_view host;
    std::string_view content_type;
    std::string_view body;
    ContentCoding body_coding = ContentCoding::identity;
    ContentCoding answer_coding = ContentCoding::identity;
  };

  // Of a request whose head is there and whose body is to come: the refusal that it gets whatever
  // the body is.
  [[nodiscard]] std::optional<HttpAnswer> refuse_early(const HttpRequest& request) const;

  // Looks at everything but the body: the answer already, or the operation, which says where it
  // wants to run.
  [[nodiscard]] std::variant<HttpAnswer, Admitted> admit(const HttpRequest& request) const;

  // Reads the body, does the work, and has the answer sent, once, when what it says is durable: by
  // this thread before the call returns, or later by one that must not be held up. False when the
  // thread would have to wait and may not: nothing was done, and `send` will not be called. Never
  // throws; any thread, several at once.
  using Send = std::function<void(HttpAnswer)>;
  bool run(const Admitted& admitted, bool may_wait, Send send) const;

 private:
  [[nodiscard]] HttpAnswer answer_probe(const HttpRequest& request) const;
  [[nodiscard]] operations::ApiExpected<std::string_view> caller_of(
      const HttpRequest& request) const;
  // What the operation table has, without what is Quondam's own where the server is as AWS.
  [[nodiscard]] operations::ApiExpected<const operations::Operation*> find_operation(
      std::string_view target) const;
  [[nodiscard]] operations::ApiExpected<operations::Request> read(
      const operations::Shape& shape, simdjson::dom::element json) const;
  // The status is operations::kMustWait when the thread would have to wait and may not.
  [[nodiscard]] HttpAnswer answer(const Admitted& admitted, bool may_wait,
                                  operations::CommitGate& gate) const;
  [[nodiscard]] HttpAnswer handle(const Admitted& admitted, std::string_view body, bool may_wait,
                                  operations::CommitGate& gate) const;

  operations::Database& database_;
  AccessPolicy policy_;
  std::unique_ptr<Authenticator> authenticator_;
  Metrics* const metrics_;
};

}  // namespace quondam::server
