#include "operations/description_of_export.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/s3_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kExportArn{
    .kind = string, .name = "ExportArn", .min = kShortestJobArn, .max = kLongestJobArn};
constexpr Member kMembers[] = {{"ExportArn", &kExportArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeExportInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  const std::string_view arn = *request.string("ExportArn");
  QUONDAM_ASSIGN(const auto named, job_of_arn(context, JobKind::exporting, arn));
  if (!named) return refuse(export_not_found("Invalid export arn"));

  // ---- the work ----
  const auto record = context.database.exports().find(named->id);
  if (!record || record->table_name != named->table)
    return refuse(export_not_found(std::string("Export not found: ").append(arn)));

  // ---- the answer ----
  return describe_export(context, *record);
}

}  // namespace

const Operation kDescribeExport{kDynamoDb, "DescribeExport", &kRequest, Operation::Runs::inline_,
                                handle};

}  // namespace quondam::operations
