#include "ops/item_reads.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/json_fields.h"
#include "ops/patient_calls.h"

namespace quondam::ops {
namespace {

// --key and a filter at once: a Query for that one key, its placeholders beside those that were
// given.
Outcome<Selection> as_query(const Selection& selection, const TableKeys& keys) {
  Selection query = selection;
  if (selection.key.empty()) return query;
  QUONDAM_ASSIGN(const std::string text, key_json(selection.key, keys));
  QUONDAM_ASSIGN(const item::Item key, item::parse_item(text));
  std::string names;
  std::string values;
  JsonWriter names_json(names);
  JsonWriter values_json(values);
  names_json.begin_object();
  values_json.begin_object();
  int number = 0;
  for (const auto& [name, value] : key) {
    const std::string placeholder = fmt::format("quondam_key_{}", number++);
    if (!query.key_condition.empty()) query.key_condition += " AND ";
    query.key_condition += fmt::format("#{} = :{}", placeholder, placeholder);
    names_json.key("#" + placeholder).string(name);
    item::append_json(values_json.key(":" + placeholder).value(), value);
  }
  const auto merged = [](std::string made, const std::string& given) {
    // The members of what was given, behind its brace; an empty object has none.
    const std::string_view inside =
        std::string_view(given).substr(std::min(given.find('{') + 1, given.size()));
    const bool empty = given.empty() || inside.find('"') == std::string_view::npos;
    return empty ? made + "}" : made + "," + std::string(inside);
  };
  query.names = merged(std::move(names), selection.names);
  query.values = merged(std::move(values), selection.values);
  query.key.clear();
  return query;
}

Outcome<std::vector<item::Item>> items_of(simdjson::dom::element json, std::string_view name) {
  std::vector<item::Item> items;
  for (const auto element : array_of(json, name)) {
    QUONDAM_ASSIGN(item::Item item, item::item_from_json(element));
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace

item::Item key_of(const item::Item& item, const TableKeys& keys) {
  item::Item key;
  for (const KeyAttribute& attribute : keys)
    if (const auto found = item.find(attribute.name); found != item.end())
      key.emplace(attribute.name, found->second);
  return key;
}

Outcome<void> read_selected(Client& client, const ItemReads& reads, const Selection& selection,
                            const TableKeys& keys, std::size_t n, std::size_t total,
                            const std::atomic<bool>& ending,
                            const std::function<Outcome<void>(std::vector<item::Item>)>& page) {
  QUONDAM_ASSIGN(const Selection selected, as_query(selection, keys));
  const bool query = !selected.key_condition.empty();
  if (query && n > 0) return {};
  std::string start;
  while (!ending) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(reads.table);
    QUONDAM_TRY(write_selection(json, selected, keys));
    if (!query) json.key("Segment").number(n).key("TotalSegments").number(total);
    if (reads.consistent_read) json.key("ConsistentRead").boolean(true);
    if (!start.empty()) json.key("ExclusiveStartKey").raw(start);
    json.end_object();
    const auto answer = call_patiently(client, query ? "Query" : "Scan", body, ending);
    if (!answer && ending) return {};
    if (!answer) return tl::unexpected(answer.error());
    QUONDAM_ASSIGN(std::vector<item::Item> items, items_of(answer->json(), "Items"));
    QUONDAM_TRY(page(std::move(items)));
    const auto last = member_of(answer->json(), "LastEvaluatedKey");
    if (!last) return {};
    start = simdjson::minify(*last);
  }
  return {};
}

Outcome<std::map<std::string, item::Item>> read_items(Client& client, const ItemReads& reads,
                                                      const TableKeys& keys,
                                                      const std::vector<std::string>& wanted,
                                                      const std::atomic<bool>& ending) {
  constexpr std::size_t kMostKeys = 100;
  std::map<std::string, item::Item> found;
  for (std::size_t begin = 0; begin < wanted.size(); begin += kMostKeys) {
    const std::size_t end = std::min(wanted.size(), begin + kMostKeys);
    std::string left;
    JsonWriter json(left);
    json.begin_object().key(reads.table).begin_object().key("Keys").begin_array();
    for (std::size_t at = begin; at < end; ++at) json.raw(wanted[at]);
    json.end_array().key("ConsistentRead").boolean(reads.consistent_read).end_object();
    json.end_object();
    Backoff backoff(ending);
    while (!left.empty()) {
      QUONDAM_ASSIGN(const Answer answer,
                     call_patiently(client, "BatchGetItem",
                                    fmt::format("{{\"RequestItems\":{}}}", left), ending));
      const auto responses = member_of(answer.json(), "Responses");
      if (!responses) return failed("the answer to BatchGetItem has no Responses");
      QUONDAM_ASSIGN(std::vector<item::Item> items, items_of(*responses, reads.table));
      for (item::Item& item : items) {
        std::string key = item::to_json(key_of(item, keys));
        found.emplace(std::move(key), std::move(item));
      }
      const auto unprocessed = member_of(answer.json(), "UnprocessedKeys");
      simdjson::dom::object tables;
      left.clear();
      if (unprocessed && unprocessed->get(tables) == simdjson::SUCCESS && tables.size() > 0) {
        left = simdjson::minify(*unprocessed);
        if (!items.empty()) backoff.succeeded();
        if (!backoff.wait()) return failed("keys came back unprocessed, again and again");
      }
    }
  }
  return found;
}

}  // namespace quondam::ops
