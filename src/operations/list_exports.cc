#include <algorithm>

#include "operations/description_of_export.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/s3_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kMaxResults{
    .kind = integer, .name = "ListExportsMaxLimit", .min = 1, .max = kMostJobsOfPage};
constexpr Shape kNextToken{.kind = string, .name = "ExportNextToken"};
constexpr Member kMembers[] = {
    {"TableArn", &kPlainArn},
    {"MaxResults", &kMaxResults},
    {"NextToken", &kNextToken},
};
constexpr Shape kRequest{.kind = structure, .name = "ListExportsInput", .members = kMembers};

// Those of the table that has the name now: of one that is gone there are none, as on AWS.
ApiExpected<void> keep_those_of_table(const Context& context, const Request& request,
                                      std::vector<exporting::ExportRecord>& records) {
  const auto arn = request.string("TableArn");
  if (!arn) return {};
  QUONDAM_ASSIGN(const auto name, table_of_arn(context, *arn));
  const catalog::TablePtr table = name ? context.database.catalog().find(*name) : nullptr;
  std::erase_if(records, [&](const exporting::ExportRecord& record) {
    return table == nullptr || record.table_uuid != table->uuid;
  });
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const std::string before, job_before_page(JobKind::exporting, request));

  // ---- the work ----
  std::vector<exporting::ExportRecord> records = context.database.exports().list(before);
  QUONDAM_TRY(keep_those_of_table(context, request, records));
  const auto limit = static_cast<std::size_t>(request.integer("MaxResults").value_or(kJobsOfPage));
  const bool more = records.size() > limit;
  if (more) records.resize(limit);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ExportSummaries").begin_array();
  for (const exporting::ExportRecord& record : records) {
    json.begin_object();
    json.key("ExportArn")
        .string(job_arn(context, JobKind::exporting, record.table_name, record.state.id));
    json.key("ExportStatus").string(exporting::name_of(record.state.status));
    json.key("ExportType").string(export_type(record));
    json.end_object();
  }
  json.end_array();
  if (more) json.key("NextToken").string(next_token(JobKind::exporting, records.back().state.id));
  json.end_object();
  return body;
}

}  // namespace

const Operation kListExports{kDynamoDb, "ListExports", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
