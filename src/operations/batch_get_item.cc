#include <fmt/format.h>

#include <algorithm>

#include "expressions/key_attributes.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/common_shapes.h"
#include "operations/consumed_capacity.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/reading.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::size_t kMostKeys = 100;
constexpr std::size_t kMostBytes = 16 * 1024 * 1024;  // of items in one answer

constexpr Shape kKeyList{.kind = list,
                         .name = "KeyList",
                         .min = 1,
                         .max = kMostKeys,
                         .element = &kKey,
                         .limits_elsewhere = true};
constexpr Member kKeysAndAttributesMembers[] = {
    {"Keys", &kKeyList, required},
    {"AttributesToGet", &kAttributeNameList},
    {"ConsistentRead", &kBoolean},
    {"ProjectionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
};
constexpr Shape kKeysAndAttributes{
    .kind = structure, .name = "KeysAndAttributes", .members = kKeysAndAttributesMembers};
constexpr Shape kRequestItems{.kind = map,
                              .name = "BatchGetRequestMap",
                              .min = 1,
                              .max = 100,
                              .element = &kKeysAndAttributes,
                              .max_key_length = 1024,
                              .table_names_as_keys = true,
                              .limits_elsewhere = true};
constexpr Member kMembers[] = {
    {"RequestItems", &kRequestItems, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
};
constexpr Shape kRequest{.kind = structure, .name = "BatchGetItemInput", .members = kMembers};

// What is read of one table.
struct FromTable {
  std::string_view given;  // its name or ARN, as the request has it
  Fields fields;
  std::vector<item::Item> keys;
  bool consistent = false;
  std::optional<expressions::Projection> projection;
  Reading reading;
  std::vector<timeline::RowKey> rows;  // one a key
};

ApiExpected<void> check_key_counts(const Request& request) {
  std::size_t total = 0;
  for (const auto& [table, fields] : request.structure_map("RequestItems")) {
    const std::size_t keys = fields.items("Keys").size();
    if (keys == 0 || keys > kMostKeys) {
      return refuse(validation(fmt::format(
          "1 validation error detected: Value at 'RequestItems.{}.member.Keys' failed to satisfy "
          "constraint: Member must have length {} than or equal to {}",
          table, keys == 0 ? "greater" : "less", keys == 0 ? 1 : kMostKeys)));
    }
    total += keys;
  }
  if (total == 0)
    return refuse(validation("The requestItems parameter is required for BatchGetItem"));
  if (total > kMostKeys)
    return refuse(validation("Too many items requested for the BatchGetItem call"));
  return {};
}

// Expressions and the older parameters do not mix, over all tables.
ApiExpected<void> check_parameters_are_of_one_kind(const Request& request) {
  bool expressions = false;
  bool older = false;
  for (const auto& [table, fields] : request.structure_map("RequestItems")) {
    expressions = expressions || fields.has("ProjectionExpression");
    older = older || fields.has("AttributesToGet");
  }
  if (!expressions || !older) return {};
  return refuse(
      validation("Can not use both expression and non-expression parameters in the same request: "
                 "Non-expression parameters: {AttributesToGet} Expression parameters: "
                 "{ProjectionExpression}"));
}

ApiExpected<FromTable> read_table(std::string_view given, const Fields& fields) {
  FromTable from{given, fields, {}, fields.boolean("ConsistentRead").value_or(false), {}, {}, {}};
  QUONDAM_TRY(check_expression_parameters(fields, {"ProjectionExpression"}, {"AttributesToGet"}));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  QUONDAM_ASSIGN(from.projection, read_projection(fields, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  for (auto& key : fields.items("Keys")) {
    if (!key) return refuse(std::move(key).error());
    if (std::ranges::find(from.keys, *key) != from.keys.end())
      return refuse(validation("Provided list of item keys contains duplicates"));
    from.keys.push_back(*std::move(key));
  }
  return from;
}

ApiExpected<void> find_rows(const Context& context, FromTable& from) {
  QUONDAM_ASSIGN(from.reading, reading_of(context, from.given));
  for (const item::Item& key : from.keys) {
    QUONDAM_ASSIGN(timeline::RowKey row, row_of_key(from.reading.table->keys, key));
    from.rows.push_back(std::move(row));
  }
  if (!from.projection) return {};
  QUONDAM_TRY(expressions::check_key_paths_are_scalar(from.projection->paths,
                                                      from.reading.table->keys, "Key"));
  return {};
}

// Appends the items until the answer is full; answers how many keys were done.
Result<std::size_t> append_items(const Context& context, const FromTable& from,
                                 std::size_t& total_bytes, ConsumedUnits& units, JsonWriter& json) {
  for (std::size_t i = 0; i < from.rows.size(); ++i) {
    QUONDAM_ASSIGN(const auto version, read_item(context, from.reading, from.rows[i]));
    std::size_t bytes = 0;
    if (version) {
      QUONDAM_ASSIGN(bytes, item::stored_size_bytes(version->payload));
      if (total_bytes + bytes > kMostBytes) return i;
      total_bytes += bytes;
      if (from.projection) {
        QUONDAM_ASSIGN(const item::Item item, item::decode_item(version->payload));
        item::append_json(json.value(), expressions::project(*from.projection, item));
      } else {
        QUONDAM_TRY(item::append_json_from_stored(json.value(), version->payload));
      }
    }
    units.table += read_units(bytes, from.consistent);
  }
  return from.rows.size();
}

// The request's own entry again, with the keys that are left.
void append_unprocessed(JsonWriter& json, const FromTable& from, std::size_t done) {
  json.key(from.given).begin_object();
  json.key("Keys").begin_array();
  for (std::size_t i = done; i < from.keys.size(); ++i)
    item::append_json(json.value(), from.keys[i]);
  json.end_array();
  for (const std::string_view member :
       {"AttributesToGet", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"}) {
    if (const auto* given = from.fields.find(member))
      json.key(member).raw(std::string(simdjson::minify(*given)));
  }
  json.end_object();
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_key_counts(request));
  QUONDAM_TRY(check_parameters_are_of_one_kind(request));
  std::vector<FromTable> tables;
  for (const auto& [given, fields] : request.structure_map("RequestItems")) {
    QUONDAM_ASSIGN(FromTable from, read_table(given, fields));
    tables.push_back(std::move(from));
  }

  // ---- what needs the tables ----
  for (FromTable& from : tables) QUONDAM_TRY(find_rows(context, from));

  // ---- the work, and the answer ----
  std::string body;
  JsonWriter json(body);
  std::size_t total_bytes = 0;
  std::map<std::string, ConsumedUnits> units;
  std::vector<std::size_t> done;
  json.begin_object();
  json.key("Responses").begin_object();
  for (const FromTable& from : tables) {
    json.key(from.given).begin_array();
    QUONDAM_ASSIGN(const std::size_t count,
                   append_items(context, from, total_bytes, units[std::string(from.given)], json));
    json.end_array();
    done.push_back(count);
  }
  json.end_object();
  json.key("UnprocessedKeys").begin_object();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (done[i] < tables[i].keys.size()) append_unprocessed(json, tables[i], done[i]);
  }
  json.end_object();
  append_consumed_capacities(json, request, units, UnitsOf::plain);
  json.end_object();
  return body;
}

}  // namespace

const Operation kBatchGetItem{kDynamoDb, "BatchGetItem", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
