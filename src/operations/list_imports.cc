#include <algorithm>

#include "operations/description_of_import.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/s3_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kPageSize{
    .kind = integer, .name = "ListImportsMaxLimit", .min = 1, .max = kMostJobsOfPage};
constexpr Shape kNextToken{.kind = string,
                           .name = "ImportNextToken",
                           .min = 112,
                           .max = 1024,
                           .pattern = kImportNextTokenPattern};
constexpr Member kMembers[] = {
    {"TableArn", &kPlainArn},
    {"PageSize", &kPageSize},
    {"NextToken", &kNextToken},
};
constexpr Shape kRequest{.kind = structure, .name = "ListImportsInput", .members = kMembers};

// By the table's name: imports outlive their tables, as on AWS.
ApiExpected<void> keep_those_of_table(const Context& context, const Request& request,
                                      std::vector<exporting::ImportRecord>& records) {
  const auto arn = request.string("TableArn");
  if (!arn) return {};
  QUONDAM_ASSIGN(const auto name, table_of_arn(context, *arn));
  std::erase_if(records, [&](const exporting::ImportRecord& record) {
    return !name || record.table_name != *name;
  });
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const std::string before, job_before_page(JobKind::importing, request));

  // ---- the work ----
  std::vector<exporting::ImportRecord> records = context.database.imports().list(before);
  QUONDAM_TRY(keep_those_of_table(context, request, records));
  const auto limit = static_cast<std::size_t>(request.integer("PageSize").value_or(kJobsOfPage));
  const bool more = records.size() > limit;
  if (more) records.resize(limit);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ImportSummaryList").begin_array();
  for (const exporting::ImportRecord& record : records) {
    json.begin_object();
    append_import_summary(json, context, record);
    json.end_object();
  }
  json.end_array();
  if (more) json.key("NextToken").string(next_token(JobKind::importing, records.back().state.id));
  json.end_object();
  return body;
}

}  // namespace

const Operation kListImports{kDynamoDb, "ListImports", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
