#include "ops/drill_records.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <filesystem>
#include <system_error>

#include "base/json_writer.h"
#include "ops/drill_log.h"
#include "ops/durable_file.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

Outcome<std::filesystem::path> folder() {
  QUONDAM_ASSIGN(const std::string log, drill_log_path());
  return std::filesystem::path(log + ".made");
}

// A table's name has no slash, and a drill's is short enough for a file's.
std::string file_of(const std::filesystem::path& folder, const std::string& name) {
  return (folder / (name + ".json")).string();
}

}  // namespace

Outcome<void> record_made(const MadeTable& table) {
  QUONDAM_ASSIGN(const std::filesystem::path in, folder());
  std::error_code unmade;
  std::filesystem::create_directories(in, unmade);
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("TableName").string(table.name).key("TableId").string(table.id);
  json.key("TableArn").string(table.arn).key("SourceTableName").string(table.source);
  json.key("Run").string(table.run).end_object();
  return write_durably(file_of(in, table.name), text + "\n");
}

Outcome<std::optional<MadeTable>> find_made(const std::string& name) {
  QUONDAM_ASSIGN(const std::filesystem::path in, folder());
  QUONDAM_ASSIGN(const auto text, read_if_there(file_of(in, name)));
  if (!text) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(*text).get(json) != simdjson::SUCCESS)
    return failed(fmt::format("{} is no record of a drill", file_of(in, name)));
  return MadeTable{std::string(text_of(json, "TableName")), std::string(text_of(json, "TableId")),
                   std::string(text_of(json, "TableArn")),
                   std::string(text_of(json, "SourceTableName")),
                   std::string(text_of(json, "Run"))};
}

void forget_made(const std::string& name) {
  const auto in = folder();
  if (!in) return;
  std::error_code gone_already;
  std::filesystem::remove(file_of(*in, name), gone_already);
}

}  // namespace quondam::ops
