#include "export/manifest.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "base/json_writer.h"

namespace quondam::exporting {

namespace {

// The versions of the summary, as AWS has them in the two kinds.
constexpr std::string_view kFullVersion = "2020-06-30";
constexpr std::string_view kIncrementalVersion = "2023-08-01";

void string_or_null(JsonWriter& json, std::string_view name, std::string_view value) {
  if (value.empty()) {
    json.key(name).null();
  } else {
    json.key(name).string(value);
  }
}

}  // namespace

ExportKeys::ExportKeys(const ExportRecord& record) {
  const std::string& prefix = record.prefix;
  const std::string divided = prefix.empty() || prefix.ends_with('/') ? prefix : prefix + "/";
  const std::string base = divided + "AWSDynamoDB/";
  const std::string own = base + record.state.id + "/";
  started = own + "_started";
  files = own + "manifest-files.json";
  files_md5 = own + "manifest-files.md5";
  summary = own + "manifest-summary.json";
  summary_md5 = own + "manifest-summary.md5";
  // The data of all incremental exports lie in one folder.
  data = {record.bucket, (record.incremental ? base : own) + "data/", record.state.id};
}

std::string files_manifest(const std::vector<DataFile>& files) {
  std::string lines;
  for (const DataFile& file : files) {
    JsonWriter json(lines);
    json.begin_object();
    json.key("itemCount").number(file.items);
    json.key("md5Checksum").string(file.md5);
    json.key("etag").string(file.etag);
    json.key("dataFileS3Key").string(file.key);
    json.end_object();
    lines += '\n';
  }
  return lines;
}

std::string summary_manifest(const ExportRecord& record, const ArnNames& names) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("version").string(record.incremental ? kIncrementalVersion : kFullVersion);
  json.key("exportArn").string(export_arn(names, record.table_name, record.state.id));
  json.key("startTime").string(manifest_time(record.state.began_us));
  json.key("endTime").string(manifest_time(record.state.ended_us));
  json.key("tableArn").string(names.table(record.table_name));
  json.key("tableId").string(record.table_uuid);
  if (record.incremental) {
    json.key("exportFromTime").string(manifest_time(record.from));
    json.key("exportToTime").string(manifest_time(record.to));
  } else {
    json.key("exportTime").string(manifest_time(record.at));
  }
  json.key("s3Bucket").string(record.bucket);
  string_or_null(json, "s3Prefix", record.prefix);
  string_or_null(json, "s3SseAlgorithm", record.sse_algorithm);
  string_or_null(json, "s3SseKmsKeyId", record.sse_kms_key_id);
  json.key("manifestFilesS3Key").string(ExportKeys(record).files);
  json.key("billedSizeBytes").number(record.billed_bytes);
  json.key("itemCount").number(record.items);
  json.key("outputFormat").string("DYNAMODB_JSON");
  if (record.incremental) {
    json.key("outputView").string(record.old_images ? "NEW_AND_OLD_IMAGES" : "NEW_IMAGE");
    json.key("exportType").string("INCREMENTAL_EXPORT");
  }
  json.end_object();
  return text;
}

std::string manifest_time(Micros time_us) {
  constexpr Micros kMicrosPerMilli = 1000;
  const auto seconds = static_cast<std::time_t>(time_us / kMicrosPerSecond);
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(seconds),
                     time_us % kMicrosPerSecond / kMicrosPerMilli);
}

std::string export_arn(const ArnNames& names, std::string_view table, std::string_view id) {
  return fmt::format("{}/export/{}", names.table(table), id);
}

}  // namespace quondam::exporting
