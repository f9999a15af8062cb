#include <fmt/format.h>

#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kAttribute{.kind = string, .name = "TimeToLiveAttributeName", .min = 1, .max = 255};
constexpr Member kSpecificationMembers[] = {
    {"Enabled", &kBoolean, required},
    {"AttributeName", &kAttribute, required},
};
constexpr Shape kSpecification{
    .kind = structure, .name = "TimeToLiveSpecification", .members = kSpecificationMembers};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"TimeToLiveSpecification", &kSpecification, required},
};
constexpr Shape kRequest{.kind = structure, .name = "UpdateTimeToLiveInput", .members = kMembers};

// What AWS refuses to change. The half hour that it makes a caller wait between two changes is not
// kept.
Result<void> check_change(const catalog::TimeToLive& present, bool enable,
                          std::string_view attribute) {
  if (present.enabled && present.attribute != attribute) {
    return fail(
        ErrorCode::validation,
        fmt::format(
            "TimeToLive is active on a different AttributeName: current AttributeName is {}",
            present.attribute));
  }
  if (present.enabled && enable)
    return fail(ErrorCode::validation, "TimeToLive is already enabled");
  if (!present.enabled && !enable)
    return fail(ErrorCode::validation, "TimeToLive is already disabled");
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  const Fields specification = *request.structure("TimeToLiveSpecification");
  const bool enable = *specification.boolean("Enabled");
  const std::string attribute(*specification.string("AttributeName"));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  if (table->status == catalog::TableStatus::creating)
    return refuse(resource_not_found(table->name));

  // ---- the work ----
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        QUONDAM_TRY(check_change(changed.ttl, enable, attribute));
        changed.ttl = {.enabled = enable, .attribute = attribute, .changed_us = now};
        return {};
      });
  if (!updated) {
    if (updated.error().code == ErrorCode::not_found)
      return refuse(resource_not_found(table->name));
    return refuse(updated.error());
  }

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TimeToLiveSpecification").begin_object();
  json.key("Enabled").boolean(enable);
  json.key("AttributeName").string(attribute);
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace

const Operation kUpdateTimeToLive{kDynamoDb, "UpdateTimeToLive", &kRequest,
                                  Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
