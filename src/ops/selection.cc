#include "ops/selection.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>

#include "item/json.h"
#include "ops/command.h"

namespace quondam::ops {
namespace {

constexpr char kGroup[] = "Which items";

Outcome<void> check_names(const std::string& names) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(names).get(object) == simdjson::SUCCESS) return {};
  return wrong_usage(fmt::format("--names {}: that is no JSON object", names),
                     R"(Write what the # names stand for: '{"#s": "state"}'.)");
}

Outcome<void> check_values(const std::string& values) {
  if (const auto parsed = item::parse_item(values); !parsed)
    return wrong_usage(fmt::format("--values {}: {}", values, parsed.error().message),
                       R"(Write what the : values stand for: '{":s": {"S": "paid"}}'.)");
  return {};
}

}  // namespace

void add_item_selection(CLI::App& command, Selection& selection) {
  command.add_option("--key", selection.key, R"(This item: id=1001, or '{"id": {"S": "1001"}}')")
      ->type_name("KEY")
      ->check(not_empty)
      ->group(kGroup);
  command
      .add_option("--key-condition", selection.key_condition, "KeyConditionExpression, as of Query")
      ->type_name("EXPR")
      ->check(not_empty)
      ->group(kGroup);
  command.add_option("--filter", selection.filter, "FilterExpression")
      ->type_name("EXPR")
      ->check(not_empty)
      ->group(kGroup);
  command.add_option("--names", selection.names, "ExpressionAttributeNames")
      ->type_name("JSON")
      ->check(not_empty)
      ->group(kGroup);
  command.add_option("--values", selection.values, "ExpressionAttributeValues")
      ->type_name("JSON")
      ->check(not_empty)
      ->group(kGroup);
}

void add_change_selection(CLI::App& command, Selection& selection) {
  command
      .add_option("--caller", selection.caller,
                  "Changed by this access key id (dynamodb.amazonaws.com: time to live)")
      ->type_name("ID")
      ->check(not_empty)
      ->group(kGroup);
  command
      .add_option("--operation", selection.operation,
                  "Changed by this operation: PutItem, TimeToLive, ...")
      ->type_name("NAME")
      ->check(not_empty)
      ->group(kGroup);
}

Outcome<void> check_selection(const Selection& selection) {
  if (!selection.key.empty()) QUONDAM_TRY(check_key(selection.key));
  if (!selection.names.empty()) QUONDAM_TRY(check_names(selection.names));
  if (!selection.values.empty()) QUONDAM_TRY(check_values(selection.values));
  return {};
}

Outcome<void> write_selection(JsonWriter& json, const Selection& selection, const TableKeys& keys) {
  if (!selection.key.empty()) {
    QUONDAM_ASSIGN(const std::string key, key_json(selection.key, keys));
    json.key("Key").raw(key);
  }
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.key(name).string(value);
  };
  text("KeyConditionExpression", selection.key_condition);
  text("FilterExpression", selection.filter);
  if (!selection.names.empty()) json.key("ExpressionAttributeNames").raw(selection.names);
  if (!selection.values.empty()) json.key("ExpressionAttributeValues").raw(selection.values);
  text("Caller", selection.caller);
  text("Operation", selection.operation);
  return {};
}

}  // namespace quondam::ops
