#include "operations/item_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expressions/condition_evaluator.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/keys.h"
#include "item/stored.h"
#include "operations/consumed_capacity.h"
#include "operations/item_write.h"

namespace quondam::operations {
namespace {

// What a page has seen so far.
struct Progress {
  std::int64_t evaluated = 0;
  std::int64_t matched = 0;
  std::size_t bytes = 0;
  std::string last_row;  // of the last item evaluated, when the page ended before the range did
};

// The rows after the start key, in the direction of the walk.
timeline::RowRange rest_of(const PageOf& page) {
  timeline::RowRange range = page.range;
  if (!page.start) return range;
  if (page.forward) {
    range.begin = page.start->bytes + '\0';  // the smallest key after it
  } else {
    range.end = page.start->bytes;
  }
  return range;
}

// Appends the item to the array `items`, unless the filter leaves it out.
Result<bool> take(const PageOf& page, std::string_view payload, bool wanted, JsonWriter& items) {
  if (!page.filter && !page.projection) {
    if (wanted) QUONDAM_TRY(item::append_json_from_stored(items.value(), payload));
    return true;
  }
  QUONDAM_ASSIGN(const item::Item item, item::decode_item(payload));
  if (page.filter && !expressions::evaluate(*page.filter, item)) return false;
  if (!wanted) return true;
  item::append_json(items.value(),
                    page.projection ? expressions::project(*page.projection, item) : item);
  return true;
}

Result<Progress> walk(const Context& context, const PageOf& page, bool wanted, JsonWriter& items) {
  Progress progress;
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(context.database.engine().snapshot(), page.table->id,
                                     rest_of(page), timeline::Moment::now()));
  if (page.forward) {
    rows->seek_to_first();
  } else {
    rows->seek_to_last();
  }
  while (rows->valid()) {
    QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(rows->payload()));
    QUONDAM_ASSIGN(const bool matched, take(page, rows->payload(), wanted, items));
    progress.bytes += bytes;
    progress.matched += matched ? 1 : 0;
    ++progress.evaluated;
    if (progress.evaluated == page.limit || progress.bytes >= kMaxPageBytes) {
      progress.last_row = rows->row_bytes();
      return progress;
    }
    if (page.forward) {
      rows->next();
    } else {
      rows->prev();
    }
  }
  QUONDAM_TRY(rows->status());
  return progress;
}

}  // namespace

ApiResult read_page(const Context& context, const Request& request, const PageOf& page) {
  const bool wants_items = !asks(request, "Select", "COUNT");
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (wants_items) json.key("Items").begin_array();
  Progress progress;
  const timeline::RowRange rest = rest_of(page);
  if (rest.end.empty() || rest.begin < rest.end) {
    QUONDAM_ASSIGN(progress, walk(context, page, wants_items, json));
  }
  if (wants_items) json.end_array();
  json.key("Count").number(progress.matched);
  json.key("ScannedCount").number(progress.evaluated);
  if (!progress.last_row.empty()) {
    QUONDAM_ASSIGN(const item::Item last, item::decode_key(page.table->keys, progress.last_row));
    item::append_json(json.key("LastEvaluatedKey").value(), last);
  }
  append_consumed_capacity(
      json, request, *page.table,
      read_units(progress.bytes, request.boolean("ConsistentRead").value_or(false)));
  json.end_object();
  return body;
}

ApiExpected<void> check_select(const Request& request) {
  const auto select = request.string("Select");
  if (!select) return {};
  const bool projects = request.has("ProjectionExpression") || request.has("AttributesToGet");
  if (*select == "SPECIFIC_ATTRIBUTES") {
    if (projects) return {};
    return refuse(
        validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                   "SPECIFIC_ATTRIBUTES"));
  }
  if (projects) {
    return refuse(validation(fmt::format(
        "Cannot specify the {} when choosing to get {}",
        request.has("ProjectionExpression") ? "ProjectionExpression" : "AttributesToGet",
        *select == "COUNT" ? "only the Count" : *select)));
  }
  if (*select == "ALL_PROJECTED_ATTRIBUTES" && !request.has("IndexName")) {
    return refuse(
        validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"));
  }
  return {};
}

ApiExpected<item::Item> read_start_key(const Request& request) {
  auto key = request.item("ExclusiveStartKey");
  if (key) return *std::move(key);
  // AWS was recorded to put the prefix before some messages only.
  static constexpr std::array<std::string_view, 5> kWithoutPrefix = {
      "contains duplicates", "number set", "numeric value", "significant digits",
      "number with magnitude"};
  const std::string& message = key.error().message;
  const bool plain = std::ranges::any_of(kWithoutPrefix, [&](std::string_view part) {
    return message.find(part) != std::string::npos;
  });
  if (plain) return refuse(key.error());
  return refuse(validation(fmt::format("The provided starting key is invalid: {}", message)));
}

}  // namespace quondam::operations
