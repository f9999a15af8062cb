// Resource-based policies of tables and streams: what PutResourcePolicy, GetResourcePolicy,
// DeleteResourcePolicy and CreateTable share. A policy is checked, kept and given back; who may do
// what is decided by the server's own access policy. The texts: docs/compatibility.md.
#pragma once

#include <functional>

#include "catalog/table.h"
#include "operations/common_shapes.h"
#include "operations/operation.h"

namespace quondam::operations {

namespace shapes {

inline constexpr Shape kResourcePolicy{.kind = string, .name = "ResourcePolicy"};
inline constexpr Shape kPolicyResourceArn{
    .kind = string, .name = "ResourceArnString", .min = 1, .max = 1283};
inline constexpr Shape kPolicyRevisionId{
    .kind = string, .name = "PolicyRevisionId", .min = 1, .max = 255};

}  // namespace shapes

enum class PolicyOf { table, stream };

struct PolicyDocument {
  std::string text;                 // as it is given back: no spaces, members in a fixed order
  bool removes_own_access = false;  // denies the account to change the policy again
};

// At most 20,480 bytes of JSON that is a policy.
ApiExpected<PolicyDocument> read_policy(const Context& context, std::string_view given,
                                        PolicyOf of);

// The revision of a change at `now_us`: milliseconds since the epoch, later than the last one's.
std::string next_revision(const std::optional<catalog::ResourcePolicy>& before, Micros now_us);

// What ResourceArn names.
struct PolicyHolder {
  catalog::TablePtr table;
  std::optional<std::string_view> label;

  // The policy in `record`, which is the table's; nullptr when the stream is gone.
  [[nodiscard]] std::optional<catalog::ResourcePolicy>* policy_in(catalog::Table& record) const;
};
ApiExpected<PolicyHolder> find_policy_holder(const Context& context, const Request& request);

// Whether the policy is the one that ExpectedRevisionId names; NO_POLICY names none.
ApiExpected<void> check_revision(const Request& request, std::string_view table,
                                 const std::optional<catalog::ResourcePolicy>& policy);

// Runs `change` on the holder's policy, fenced as every change of a table's settings.
using PolicyChange = std::function<ApiExpected<void>(std::optional<catalog::ResourcePolicy>& policy,
                                                     catalog::CommitTime now)>;
ApiExpected<void> change_policy(const Context& context, const Request& request,
                                const PolicyHolder& holder, const PolicyChange& change);

}  // namespace quondam::operations
