#include <fmt/format.h>

#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"IndexName", &kIndexName},
};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeContributorInsightsInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  const auto index = request.string("IndexName");
  if (index && table->find_index(*index) == nullptr)
    return refuse(
        not_found(fmt::format("Requested resource not found: Index: {} not found", *index)));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableName").string(table->name);
  if (index) json.key("IndexName").string(*index);
  json.key("ContributorInsightsStatus").string("DISABLED");
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeContributorInsights{kDynamoDb, "DescribeContributorInsights", &kRequest,
                                             Operation::Runs::inline_, handle};

}  // namespace quondam::operations
