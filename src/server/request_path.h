// The way of a request, from HTTP's headers to the answer's bytes, in the order of AWS's own
// checks.
#pragma once

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

  // Reads the body and does the work. Never throws; any thread, several at once.
  [[nodiscard]] HttpAnswer run(const Admitted& admitted) const;

 private:
  operations::Database& database_;
  AccessPolicy policy_;
};

}  // namespace quondam::server
