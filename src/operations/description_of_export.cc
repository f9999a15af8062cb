#include "operations/description_of_export.h"

#include "operations/arn.h"
#include "operations/job_reference.h"
#include "operations/table_description.h"

namespace quondam::operations {
namespace {

void string_if_given(JsonWriter& json, std::string_view name, std::string_view value) {
  if (!value.empty()) json.key(name).string(value);
}

void append_moments(JsonWriter& json, const exporting::ExportRecord& record) {
  if (!record.incremental) {
    json.key("ExportTime").number(to_seconds(record.at));
    return;
  }
  json.key("ExportType").string(export_type(record));
  json.key("IncrementalExportSpecification").begin_object();
  json.key("ExportFromTime").number(to_seconds(record.from));
  json.key("ExportToTime").number(to_seconds(record.to));
  json.key("ExportViewType").string(record.old_images ? "NEW_AND_OLD_IMAGES" : "NEW_IMAGE");
  json.end_object();
}

// What is known at the end only.
void append_outcome(JsonWriter& json, const exporting::ExportRecord& record) {
  const exporting::JobState& state = record.state;
  if (state.status == exporting::JobStatus::in_progress) return;
  json.key("EndTime").number(to_seconds(state.ended_us));
  if (state.status == exporting::JobStatus::failed) {
    json.key("FailureCode").string(state.failure.code);
    json.key("FailureMessage").string(state.failure.message);
    return;
  }
  json.key("ExportManifest").string(record.manifest);
  json.key("BilledSizeBytes").number(record.billed_bytes);
  json.key("ItemCount").number(record.items);
}

}  // namespace

std::string describe_export(const Context& context, const exporting::ExportRecord& record) {
  const DatabaseOptions& options = context.database.options();
  const exporting::JobState& state = record.state;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ExportDescription").begin_object();
  json.key("ExportArn").string(job_arn(context, JobKind::exporting, record.table_name, state.id));
  json.key("ExportStatus").string(exporting::name_of(state.status));
  json.key("StartTime").number(to_seconds(state.began_us));
  json.key("TableArn").string(table_arn(options.region, options.account_id, record.table_name));
  json.key("TableId").string(record.table_uuid);
  append_moments(json, record);
  string_if_given(json, "ClientToken", state.token);
  json.key("S3Bucket").string(record.bucket);
  string_if_given(json, "S3BucketOwner", record.bucket_owner);
  string_if_given(json, "S3Prefix", record.prefix);
  json.key("S3SseAlgorithm").string(record.sse_algorithm);
  string_if_given(json, "S3SseKmsKeyId", record.sse_kms_key_id);
  json.key("ExportFormat").string("DYNAMODB_JSON");
  append_outcome(json, record);
  json.end_object();
  json.end_object();
  return body;
}

std::string_view export_type(const exporting::ExportRecord& record) {
  return record.incremental ? "INCREMENTAL_EXPORT" : "FULL_EXPORT";
}

}  // namespace quondam::operations
