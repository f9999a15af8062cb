#include "ops/table_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "item/base64.h"
#include "item/json.h"
#include "item/number.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

void add_keys(simdjson::dom::element owner, simdjson::dom::element table, TableKeys& keys) {
  for (const auto element : array_of(owner, "KeySchema")) {
    KeyAttribute key{std::string(text_of(element, "AttributeName")), "S"};
    const bool known = std::ranges::any_of(
        keys, [&](const KeyAttribute& other) { return other.name == key.name; });
    if (known) continue;
    for (const auto definition : array_of(table, "AttributeDefinitions"))
      if (text_of(definition, "AttributeName") == key.name)
        key.type = text_of(definition, "AttributeType");
    keys.push_back(std::move(key));
  }
}

bool is_json(std::string_view typed) {
  return typed.find_first_not_of(" \t\n") != std::string_view::npos &&
         typed[typed.find_first_not_of(" \t\n")] == '{';
}

tl::unexpected<Failure> not_a_key(std::string_view typed, std::string_view why) {
  return wrong_usage(fmt::format("--key {}: {}", typed, why),
                     R"(Write id=1001, pk=a,sk=7, or DynamoDB's JSON: '{"id": {"S": "1001"}}'.)");
}

Outcome<item::AttributeValue> value_of_type(std::string_view typed, std::string_view text,
                                            const std::string& type) {
  if (type == "N") {
    const auto number = item::Number::parse(text);
    if (!number) return not_a_key(typed, fmt::format("'{}' is not a number", text));
    return item::AttributeValue(*number);
  }
  if (type == "B") {
    auto bytes = item::decode_base64(text);
    if (!bytes) return not_a_key(typed, fmt::format("'{}' is not base64", text));
    return item::AttributeValue(item::Binary{*std::move(bytes)});
  }
  return item::AttributeValue(std::string(text));
}

}  // namespace

Outcome<TableKeys> read_table_keys(Client& client, std::string_view table, std::string_view index) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "DescribeTable", body));
  TableKeys keys;
  const auto description = member_of(answer.json(), "Table");
  if (!description) return keys;
  for (const auto* indexes : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"})
    for (const auto one : array_of(*description, indexes))
      if (!index.empty() && text_of(one, "IndexName") == index) add_keys(one, *description, keys);
  add_keys(*description, *description, keys);
  return keys;
}

std::vector<std::string> names_of(const TableKeys& keys) {
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const KeyAttribute& key : keys) names.push_back(key.name);
  return names;
}

Outcome<void> check_key(std::string_view typed) {
  if (!is_json(typed)) {
    if (typed.find('=') == std::string_view::npos) return not_a_key(typed, "it names no attribute");
    return {};
  }
  if (const auto parsed = item::parse_item(typed); !parsed)
    return not_a_key(typed, parsed.error().message);
  return {};
}

Outcome<std::string> key_json(std::string_view typed, const TableKeys& keys) {
  if (is_json(typed)) {
    QUONDAM_TRY(check_key(typed));
    QUONDAM_ASSIGN(const item::Item key, item::parse_item(typed));
    return item::to_json(key);
  }
  item::Item key;
  std::string_view rest = typed;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::size_t equals = one.find('=');
    const std::string_view name = one.substr(0, equals);
    const auto found =
        std::ranges::find_if(keys, [&](const KeyAttribute& known) { return known.name == name; });
    if (equals == std::string_view::npos || found == keys.end())
      return not_a_key(
          typed, fmt::format("the table's key is made of {}", fmt::join(names_of(keys), " and ")));
    QUONDAM_ASSIGN(key[found->name], value_of_type(typed, one.substr(equals + 1), found->type));
  }
  return item::to_json(key);
}

}  // namespace quondam::ops
