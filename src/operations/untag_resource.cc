#include "operations/operation_table.h"
#include "operations/tags.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ResourceArn", &kResourceArn, required_elsewhere},
    {"TagKeys", &kTagKeys, required_elsewhere},
};
constexpr Shape kRequest{.kind = structure, .name = "UntagResourceInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_resource_arn(request));
  QUONDAM_TRY(require_list(request, "TagKeys"));
  QUONDAM_ASSIGN(const std::string_view name, tagged_table_name(context, request, "UntagResource"));
  QUONDAM_ASSIGN(const std::vector<std::string_view> keys, read_tag_keys(request));
  if (keys.empty()) return refuse(validation("Atleast one Tag Key needs to be provided as Input."));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, tagged_table(context, request, name));

  // ---- the work ----
  // A key that the table does not have is no error.
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime) -> Result<void> {
        for (const std::string_view key : keys) changed.tags.erase(std::string(key));
        return {};
      });
  if (!updated && updated.error().code == ErrorCode::not_found)
    return refuse(resource_arn_not_found(request));
  if (!updated) return refuse(updated.error());

  // ---- the answer ----
  return std::string();
}

}  // namespace

const Operation kUntagResource{kDynamoDb, "UntagResource", &kRequest, Operation::Runs::on_pool,
                               handle};

}  // namespace quondam::operations
