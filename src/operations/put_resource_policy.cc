#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/resource_policy.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ResourceArn", &kPolicyResourceArn, required},
    {"Policy", &kResourcePolicy, required},
    {"ExpectedRevisionId", &kPolicyRevisionId},
    {"ConfirmRemoveSelfResourceAccess", &kBoolean},
};
constexpr Shape kRequest{.kind = structure, .name = "PutResourcePolicyInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const PolicyHolder holder, find_policy_holder(context, request));
  QUONDAM_ASSIGN(const PolicyDocument document,
                 read_policy(context, *request.string("Policy"),
                             holder.label ? PolicyOf::stream : PolicyOf::table));
  if (document.removes_own_access &&
      !request.boolean("ConfirmRemoveSelfResourceAccess").value_or(false)) {
    return refuse(invalid_parameter(
        "The policy would not allow its owner to change it any more; this must be confirmed with "
        "ConfirmRemoveSelfResourceAccess"));
  }

  // ---- the work ----
  std::string revision;
  QUONDAM_TRY(change_policy(context, request, holder,
                            [&](std::optional<catalog::ResourcePolicy>& policy,
                                catalog::CommitTime now) -> ApiExpected<void> {
                              // The same policy again is no change.
                              if (!policy || policy->document != document.text)
                                policy = {document.text, next_revision(policy, now)};
                              revision = policy->revision_id;
                              return {};
                            }));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("RevisionId").string(revision);
  json.end_object();
  return body;
}

}  // namespace

const Operation kPutResourcePolicy{kDynamoDb, "PutResourcePolicy", &kRequest,
                                   Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
