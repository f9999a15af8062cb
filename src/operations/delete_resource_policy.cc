#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/resource_policy.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ResourceArn", &kPolicyResourceArn, required},
    {"ExpectedRevisionId", &kPolicyRevisionId},
};
constexpr Shape kRequest{
    .kind = structure, .name = "DeleteResourcePolicyInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const PolicyHolder holder, find_policy_holder(context, request));

  // ---- the work ----
  std::string revision;
  QUONDAM_TRY(change_policy(context, request, holder,
                            [&](std::optional<catalog::ResourcePolicy>& policy,
                                catalog::CommitTime now) -> ApiExpected<void> {
                              revision.clear();
                              if (policy) revision = next_revision(policy, now);
                              policy.reset();
                              return {};
                            }));

  // ---- the answer ----
  // Without a revision when there was no policy.
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (!revision.empty()) json.key("RevisionId").string(revision);
  json.end_object();
  return body;
}

}  // namespace

const Operation kDeleteResourcePolicy{kDynamoDb, "DeleteResourcePolicy", &kRequest,
                                      Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
