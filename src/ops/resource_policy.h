// A table's resource policy, statement by statement: who may do what, beside what IAM says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// Lists are joined by commas; what is no text or list of texts stays JSON.
struct PolicyStatement {
  std::string id;
  std::string effect;
  std::string principals;  // "not: ..." of a NotPrincipal
  std::string actions;     // the same of a NotAction
  std::string resources;
  std::string condition;  // JSON; empty: none
};

struct ResourcePolicy {
  std::vector<PolicyStatement> statements;  // none: the table has no policy
  // Why it is not known: the endpoint has none of this, or does not tell this caller.
  std::optional<std::string> unknown;
};

Outcome<ResourcePolicy> read_resource_policy(Client& client, std::string_view arn);

}  // namespace quondam::ops
