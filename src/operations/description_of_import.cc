#include "operations/description_of_import.h"

#include "operations/arn.h"
#include "operations/job_reference.h"
#include "operations/table_description.h"

namespace quondam::operations {
namespace {

void append_source(JsonWriter& json, const DatabaseOptions& options,
                   const exporting::ImportRecord& record) {
  json.key("S3BucketSource").begin_object();
  json.key("S3BucketOwner")
      .string(record.bucket_owner.empty() ? options.account_id : record.bucket_owner);
  json.key("S3Bucket").string(record.bucket);
  if (record.has_prefix) json.key("S3KeyPrefix").string(record.prefix);
  json.end_object();
}

}  // namespace

void append_import_summary(JsonWriter& json, const Context& context,
                           const exporting::ImportRecord& record) {
  const DatabaseOptions& options = context.database.options();
  const exporting::JobState& state = record.state;
  json.key("ImportArn").string(job_arn(context, JobKind::importing, record.table_name, state.id));
  json.key("ImportStatus").string(exporting::name_of(state.status));
  json.key("TableArn").string(table_arn(options.region, options.account_id, record.table_name));
  append_source(json, options, record);
  json.key("InputFormat").string(exporting::name_of(record.format));
  json.key("StartTime").number(to_seconds(state.began_us));
  if (state.ended_us != 0) json.key("EndTime").number(to_seconds(state.ended_us));
}

std::string describe_import(const Context& context, const exporting::ImportRecord& record) {
  const exporting::JobState& state = record.state;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ImportTableDescription").begin_object();
  append_import_summary(json, context, record);
  json.key("TableId").string(record.table_uuid);
  if (!state.token.empty()) json.key("ClientToken").string(state.token);
  json.key("ErrorCount").number(record.counts.errors);
  if (!record.options.empty()) json.key("InputFormatOptions").raw(record.options);
  json.key("InputCompressionType").string(exporting::name_of(record.compression));
  json.key("TableCreationParameters").raw(record.creation_parameters);
  json.key("ProcessedSizeBytes").number(record.counts.processed_bytes);
  json.key("ProcessedItemCount").number(record.counts.processed_items);
  json.key("ImportedItemCount").number(record.counts.imported_items);
  if (state.status == exporting::JobStatus::failed) {
    json.key("FailureCode").string(state.failure.code);
    json.key("FailureMessage").string(state.failure.message);
  }
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace quondam::operations
