#include "export/import_record.h"

#include "export/record_reader.h"

namespace quondam::exporting {

namespace {

void append_counts(JsonWriter& json, const ImportCounts& counts) {
  json.key("processed_items").number(counts.processed_items);
  json.key("imported_items").number(counts.imported_items);
  json.key("errors").number(counts.errors);
  json.key("processed_bytes").number(counts.processed_bytes);
}

Compression compression_of(std::string_view name) {
  for (const Compression compression : {Compression::none, Compression::gzip, Compression::zstd}) {
    if (name_of(compression) == name) return compression;
  }
  throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
}

}  // namespace

std::string encode(const ImportRecord& record) {
  std::string document;
  JsonWriter json(document);
  json.begin_object();
  append_state(json, record.state);
  json.key("definition").string(record.definition);
  json.key("table").string(record.table_name);
  json.key("table_uuid").string(record.table_uuid);
  json.key("bucket").string(record.bucket);
  json.key("bucket_owner").string(record.bucket_owner);
  json.key("prefix").string(record.prefix);
  json.key("has_prefix").boolean(record.has_prefix);
  json.key("input").string(name_of(record.format));
  json.key("delimiter").string({&record.delimiter, 1});
  json.key("headers").begin_array();
  for (const std::string& header : record.headers) json.string(header);
  json.end_array();
  json.key("compression").string(name_of(record.compression));
  json.key("options").string(record.options);
  json.key("creation_parameters").string(record.creation_parameters);
  append_counts(json, record.counts);
  json.key("counted").boolean(record.counted);
  json.end_object();
  return document;
}

Result<ImportRecord> decode_import(std::string_view document) {
  return decode_record<ImportRecord>(document, [](const RecordReader& reader) {
    return ImportRecord{.state = read_state(reader),
                        .definition = reader.string("definition"),
                        .table_name = reader.string("table"),
                        .table_uuid = reader.string("table_uuid"),
                        .bucket = reader.string("bucket"),
                        .bucket_owner = reader.string("bucket_owner"),
                        .prefix = reader.string("prefix"),
                        .has_prefix = reader.boolean("has_prefix"),
                        .format = reader.string("input") == name_of(InputFormat::csv)
                                      ? InputFormat::csv
                                      : InputFormat::dynamodb_json,
                        .delimiter = reader.string("delimiter").front(),
                        .headers = reader.strings("headers"),
                        .compression = compression_of(reader.string("compression")),
                        .options = reader.string("options"),
                        .creation_parameters = reader.string("creation_parameters"),
                        .counts = {.processed_items = reader.count("processed_items"),
                                   .imported_items = reader.count("imported_items"),
                                   .errors = reader.count("errors"),
                                   .processed_bytes = reader.count("processed_bytes")},
                        .counted = reader.boolean("counted")};
  });
}

std::string_view name_of(InputFormat format) {
  return format == InputFormat::csv ? "CSV" : "DYNAMODB_JSON";
}

std::string_view name_of(Compression compression) {
  switch (compression) {
    case Compression::none:
      return "NONE";
    case Compression::gzip:
      return "GZIP";
    case Compression::zstd:
      return "ZSTD";
  }
  return "";
}

}  // namespace quondam::exporting
