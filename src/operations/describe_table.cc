#include "operations/arn.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required_elsewhere}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeTableInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));

  // ---- what needs the table ----
  const std::string_view given = *request.string("TableName");
  if (split_moment(given).moment) {
    QUONDAM_ASSIGN(const Reading reading, reading_of(context, given));
    return describe_table(context, *reading.table, "Table", Shown::as_it_is, reading.moment);
  }
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));

  // ---- the answer ----
  return describe_table(context, *table, "Table");
}

}  // namespace

const Operation kDescribeTable{kDynamoDb, "DescribeTable", &kRequest, Operation::Runs::inline_,
                               handle};

}  // namespace quondam::operations
