#include "operations/description_of_import.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/s3_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kImportArn{
    .kind = string, .name = "ImportArn", .min = kShortestJobArn, .max = kLongestJobArn};
constexpr Member kMembers[] = {{"ImportArn", &kImportArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeImportInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  const std::string_view arn = *request.string("ImportArn");
  QUONDAM_ASSIGN(const auto named, job_of_arn(context, JobKind::importing, arn));
  if (!named) return refuse(import_not_found("Invalid import arn"));

  // ---- the work ----
  const auto record = context.database.imports().find(named->id);
  if (!record || record->table_name != named->table)
    return refuse(import_not_found(std::string("Import not found: ").append(arn)));

  // ---- the answer ----
  return describe_import(context, *record);
}

}  // namespace

const Operation kDescribeImport{kDynamoDb, "DescribeImport", &kRequest, Operation::Runs::inline_,
                                handle};

}  // namespace quondam::operations
