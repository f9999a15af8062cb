#include "export/export_record.h"

#include <fmt/format.h>

#include "export/record_reader.h"

namespace quondam::exporting {

std::string encode(const ExportRecord& record) {
  std::string document;
  JsonWriter json(document);
  json.begin_object();
  append_state(json, record.state);
  json.key("table").string(record.table_name);
  json.key("table_id").number(record.table_id);
  json.key("table_uuid").string(record.table_uuid);
  json.key("incremental").boolean(record.incremental);
  json.key("at").number(record.at);
  json.key("from").number(record.from);
  json.key("to").number(record.to);
  json.key("old_images").boolean(record.old_images);
  json.key("bucket").string(record.bucket);
  json.key("prefix").string(record.prefix);
  json.key("bucket_owner").string(record.bucket_owner);
  json.key("sse_algorithm").string(record.sse_algorithm);
  json.key("sse_kms_key_id").string(record.sse_kms_key_id);
  json.key("manifest").string(record.manifest);
  json.key("items").number(record.items);
  json.key("billed_bytes").number(record.billed_bytes);
  json.end_object();
  return document;
}

Result<ExportRecord> decode_export(std::string_view document) {
  return decode_record<ExportRecord>(document, [](const RecordReader& reader) {
    return ExportRecord{.state = read_state(reader),
                        .table_name = reader.string("table"),
                        .table_id = static_cast<catalog::TableId>(reader.number("table_id")),
                        .table_uuid = reader.string("table_uuid"),
                        .incremental = reader.boolean("incremental"),
                        .at = reader.number("at"),
                        .from = reader.number("from"),
                        .to = reader.number("to"),
                        .old_images = reader.boolean("old_images"),
                        .bucket = reader.string("bucket"),
                        .prefix = reader.string("prefix"),
                        .bucket_owner = reader.string("bucket_owner"),
                        .sse_algorithm = reader.string("sse_algorithm"),
                        .sse_kms_key_id = reader.string("sse_kms_key_id"),
                        .manifest = reader.string("manifest"),
                        .items = reader.count("items"),
                        .billed_bytes = reader.number("billed_bytes")};
  });
}

std::string ArnNames::table(std::string_view name) const {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", region, account_id, name);
}

}  // namespace quondam::exporting
