#include "operations/operation_table.h"
#include "operations/tags.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ResourceArn", &kResourceArn, required_elsewhere},
    {"Tags", &kTags, required_elsewhere},
};
constexpr Shape kRequest{.kind = structure, .name = "TagResourceInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_resource_arn(request));
  QUONDAM_TRY(require_list(request, "Tags"));
  QUONDAM_ASSIGN(const std::string_view name, tagged_table_name(context, request, "TagResource"));
  QUONDAM_ASSIGN(const catalog::Tags tags, read_tags(request));
  if (tags.empty()) return refuse(validation("Atleast one Tag needs to be provided as Input."));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, tagged_table(context, request, name));

  // ---- the work ----
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime) -> Result<void> {
        for (const auto& [key, value] : tags) changed.tags.insert_or_assign(key, value);
        return check_tag_count(changed.tags.size());
      });
  if (!updated && updated.error().code == ErrorCode::not_found)
    return refuse(resource_arn_not_found(request));
  if (!updated) return refuse(updated.error());

  // ---- the answer ----
  return std::string();
}

}  // namespace

const Operation kTagResource{kDynamoDb, "TagResource", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
