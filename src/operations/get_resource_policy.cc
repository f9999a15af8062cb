#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/resource_policy.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"ResourceArn", &kPolicyResourceArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "GetResourcePolicyInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const PolicyHolder holder, find_policy_holder(context, request));
  catalog::Table record = *holder.table;
  const auto* policy = holder.policy_in(record);
  if (policy == nullptr || !*policy)
    return refuse(policy_not_found(*request.string("ResourceArn")));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Policy").string((*policy)->document);
  json.key("RevisionId").string((*policy)->revision_id);
  json.end_object();
  return body;
}

}  // namespace

const Operation kGetResourcePolicy{kDynamoDb, "GetResourcePolicy", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
