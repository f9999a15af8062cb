#include <fmt/format.h>

#include "base/moment_text.h"
#include "operations/continuous_backups.h"
#include "operations/description_of_export.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/s3_shapes.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kDate{.kind = timestamp};
constexpr std::string_view kFormats[] = {"ION", "DYNAMODB_JSON"};
constexpr Shape kExportFormat{.kind = string, .name = "ExportFormat", .values = kFormats};
constexpr std::string_view kTypes[] = {"FULL_EXPORT", "INCREMENTAL_EXPORT"};
constexpr Shape kExportType{.kind = string, .name = "ExportType", .values = kTypes};
constexpr std::string_view kAlgorithms[] = {"AES256", "KMS"};
constexpr Shape kSseAlgorithm{.kind = string, .name = "S3SseAlgorithm", .values = kAlgorithms};
constexpr Shape kSseKmsKeyId{.kind = string, .name = "S3SseKmsKeyId", .min = 1, .max = 2048};
constexpr std::string_view kViewTypes[] = {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"};
constexpr Shape kViewType{.kind = string, .name = "ExportViewType", .values = kViewTypes};
constexpr Member kIncrementalMembers[] = {
    {"ExportFromTime", &kDate},
    {"ExportToTime", &kDate},
    {"ExportViewType", &kViewType},
};
constexpr Shape kIncremental{
    .kind = structure, .name = "IncrementalExportSpecification", .members = kIncrementalMembers};
constexpr Member kFilterMembers[] = {
    {"FilterExpression", &kExpression},
    {"ProjectionExpression", &kExpression},
    {"KeyConditionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
};
constexpr Shape kFilter{
    .kind = structure, .name = "FilterSpecification", .members = kFilterMembers};
constexpr Member kMembers[] = {
    {"TableArn", &kPlainArn, required},
    {"ExportTime", &kDate},
    {"ClientToken", &kClientToken},
    {"S3Bucket", &kS3Bucket, required},
    {"S3BucketOwner", &kS3BucketOwner},
    {"S3Prefix", &kS3Prefix},
    {"S3SseAlgorithm", &kSseAlgorithm},
    {"S3SseKmsKeyId", &kSseKmsKeyId},
    {"ExportFormat", &kExportFormat},
    {"ExportType", &kExportType},
    {"IncrementalExportSpecification", &kIncremental},
    {"FilterSpecification", &kFilter},
};
constexpr Shape kRequest{
    .kind = structure, .name = "ExportTableToPointInTimeInput", .members = kMembers};

ApiError invalid_request(std::string_view what) {
  return validation(fmt::format("Invalid Request: {}", what));
}

// How ExportType and IncrementalExportSpecification go together.
ApiExpected<void> check_type(const Request& request) {
  const auto type = request.string("ExportType");
  const auto incremental = request.structure("IncrementalExportSpecification");
  if (type == "INCREMENTAL_EXPORT") {
    if (!incremental) {
      return refuse(
          invalid_request("Incremental Export Specification expected when export type is set as "
                          "Incremental Export"));
    }
    if (!incremental->has("ExportFromTime")) {
      return refuse(
          invalid_request("ExportFromTime must be provided in IncrementalExportSpecification"));
    }
    if (request.has("ExportTime"))
      return refuse(invalid_request("ExportTime is not supported for Incremental Export"));
    return {};
  }
  if (!incremental) return {};
  return refuse(invalid_request(
      type ? "When Export Type is Full Export , Incremental Export Specification should not be "
             "provided"
           : "Export Type expected to be Incremental Export when incremental export specification "
             "is provided"));
}

ApiExpected<void> check_parameters(const Context& context, const Request& request) {
  QUONDAM_TRY(check_type(request));
  if (request.has("S3SseKmsKeyId") && request.string("S3SseAlgorithm") != "KMS")
    return refuse(invalid_request("KMS Key Id is not supported for this encryption type"));
  if (!context.database.exports().has_store()) return refuse(no_buckets());
  if (request.string("ExportFormat") == "ION") return refuse(not_implemented("ExportFormat ION"));
  QUONDAM_TRY(refuse_unimplemented(request, {"FilterSpecification"}));
  return check_key_prefix(request.string("S3Prefix").value_or(""));
}

exporting::ExportRecord plan_of(const Request& request) {
  const auto given = [&](std::string_view name, std::string_view otherwise = "") {
    return std::string(request.string(name).value_or(otherwise));
  };
  exporting::ExportRecord plan;
  plan.state.token = given("ClientToken");
  plan.state.request = parameters_digest(request);
  plan.bucket = given("S3Bucket");
  plan.bucket_owner = given("S3BucketOwner");
  plan.prefix = given("S3Prefix");
  plan.sse_algorithm = given("S3SseAlgorithm", "AES256");
  plan.sse_kms_key_id = given("S3SseKmsKeyId");
  plan.incremental = request.string("ExportType") == "INCREMENTAL_EXPORT";
  return plan;
}

ApiExpected<catalog::TablePtr> table_of_export(const Context& context, const Request& request) {
  const std::string_view arn = *request.string("TableArn");
  QUONDAM_ASSIGN(const auto name, table_of_arn(context, arn));
  catalog::TablePtr table = name ? context.database.catalog().find(*name) : nullptr;
  if (table == nullptr || table->status == catalog::TableStatus::creating ||
      table->status == catalog::TableStatus::deleting) {
    return refuse(table_not_found(arn));
  }
  return table;
}

// ---- the moments ----

ApiError outside_window() {
  return invalid_export_time("Point in Time Recovery is not available for specified export time");
}

ApiExpected<catalog::RestorableWindow> window_of(const Context& context,
                                                 const catalog::Table& table) {
  QUONDAM_ASSIGN(const auto window, restorable_window(context, table));
  if (!window) return refuse(point_in_time_recovery_unavailable(table.name));
  return *window;
}

// What was acknowledged before the request is in an export of now; so it is rounded up to what
// descriptions and manifests can show of a time.
catalog::CommitTime shown_moment(catalog::CommitTime at) {
  constexpr Micros kMicrosPerMilli = 1000;
  return (at + kMicrosPerMilli - 1) / kMicrosPerMilli * kMicrosPerMilli;
}

ApiExpected<void> choose_moment(const Context& context, const Request& request,
                                const catalog::Table& table, exporting::ExportRecord& plan) {
  QUONDAM_ASSIGN(const catalog::RestorableWindow window, window_of(context, table));
  const auto given = request.timestamp("ExportTime");
  if (!given) {
    plan.at = shown_moment(std::max(window.latest, window.earliest));
    return {};
  }
  plan.at = commit_time_of(*given);
  if (window.accepts(plan.at)) return {};
  if (plan.at < table.created_us || plan.at > context.database.clock().wall_us())
    return refuse(invalid_export_time("Export Time is invalid"));
  return refuse(outside_window());
}

ApiExpected<void> check_length(catalog::CommitTime from, catalog::CommitTime to) {
  constexpr Micros kShortest_us = Micros{15} * 60 * kMicrosPerSecond;
  if (from >= to) {
    return refuse(
        invalid_export_time("Incremental export period from time should not be greater or equal to "
                            "incremental export period to time"));
  }
  if (to - from < kShortest_us) {
    return refuse(
        invalid_export_time("Difference between export period from time and export period to time "
                            "is less than 15 minutes"));
  }
  if (to - from > kMicrosPerDay) {
    return refuse(
        invalid_export_time("Difference between export period from time and export period to time "
                            "is greater than 24 hours"));
  }
  return {};
}

// The interval itself is looked at before the table's recovery, as on AWS.
ApiExpected<void> choose_interval(const Context& context, const Request& request,
                                  const catalog::Table& table, exporting::ExportRecord& plan) {
  const Fields given = *request.structure("IncrementalExportSpecification");
  plan.old_images = given.string("ExportViewType") != "NEW_IMAGE";
  plan.from = commit_time_of(*given.timestamp("ExportFromTime"));
  if (plan.from < table.created_us) {
    return refuse(invalid_export_time(
        fmt::format("Incremental export period from time cannot be less than the table creation "
                    "time : {}",
                    moment_text(plan.from))));
  }
  const Micros now_us = context.database.clock().wall_us();
  const auto to = given.timestamp("ExportToTime");
  plan.to = to ? commit_time_of(*to) : now_us / kMicrosPerSecond * kMicrosPerSecond;
  if (plan.to > now_us) {
    return refuse(invalid_export_time(
        fmt::format("Incremental export period to time cannot be greater than the current time : "
                    "{}",
                    moment_text(plan.to))));
  }
  QUONDAM_TRY(check_length(plan.from, plan.to));
  QUONDAM_ASSIGN(const catalog::RestorableWindow window, window_of(context, table));
  // What changed at `from` shows only beside what was true before it.
  if (plan.history_from() < window.history_from) return refuse(outside_window());
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_parameters(context, request));

  // ---- what needs the table ----
  exporting::ExportJobs& exports = context.database.exports();
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_export(context, request));
  exporting::ExportRecord plan = plan_of(request);
  const auto before = exports.started_before(plan);
  if (!before) return refuse(export_conflict(before.error().message));
  if (*before) return describe_export(context, **before);
  QUONDAM_TRY(plan.incremental ? choose_interval(context, request, *table, plan)
                               : choose_moment(context, request, *table, plan));

  // ---- the work ----
  QUONDAM_TRY(wait_until_safe(context.database.engine(), plan.incremental ? plan.to : plan.at));
  const auto started = exports.start(std::move(plan), table);
  if (!started) {
    if (started.error().code == ErrorCode::conflict)
      return refuse(export_conflict(started.error().message));
    if (started.error().code == ErrorCode::outside_window) return refuse(outside_window());
    return refuse(started.error());
  }

  // ---- the answer ----
  return describe_export(context, *started);
}

}  // namespace

const Operation kExportTableToPointInTime{kDynamoDb, "ExportTableToPointInTime", &kRequest,
                                          Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
