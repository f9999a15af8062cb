#include "operations/item_page.h"

#include <algorithm>

#include "catalog/index_entries.h"
#include "expressions/condition_evaluator.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/keys.h"
#include "item/stored.h"
#include "operations/consumed_capacity.h"

namespace quondam::operations {
namespace {

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

// Whether the answer has attributes that the local index lacks, so that the items come from the
// table.
bool fetches(const PageOf& page) {
  if (page.index == nullptr || page.index->projection.type == catalog::Projection::Type::all)
    return false;
  if (page.all_attributes) return true;
  return page.projection && std::ranges::any_of(page.projection->paths, [&](const auto& path) {
           return !catalog::projects(page.table(), *page.index, path.attribute());
         });
}

class Walk {
 public:
  Walk(const Context& context, const PageOf& page, JsonWriter& items)
      : page_(page),
        snapshot_(context.database.engine().snapshot()),
        fetches_(fetches(page)),
        items_(items) {}

  Result<PageRead> run() {
    const timeline::RowRange rest = rest_of(page_);
    if (!rest.end.empty() && rest.begin >= rest.end) return progress_;
    QUONDAM_ASSIGN(const auto rows,
                   timeline::open_rows(snapshot_, page_.table().id, rest, page_.reading.moment));
    if (page_.forward) {
      rows->seek_to_first();
    } else {
      rows->seek_to_last();
    }
    while (rows->valid()) {
      QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(rows->payload()));
      QUONDAM_ASSIGN(const bool matched, take(rows->row_bytes(), rows->payload()));
      progress_.bytes += bytes;
      progress_.matched += matched ? 1 : 0;
      ++progress_.evaluated;
      if (progress_.evaluated == page_.limit || progress_.bytes >= page_.max_bytes) {
        progress_.last_row = rows->row_bytes();
        return progress_;
      }
      if (page_.forward) {
        rows->next();
      } else {
        rows->prev();
      }
    }
    QUONDAM_TRY(rows->status());
    return progress_;
  }

 private:
  // Appends the item, unless the filter leaves it out.
  Result<bool> take(std::string_view row_bytes, std::string_view payload) {
    std::string fetched;
    if (fetches_ && page_.fetches_filtered) {
      QUONDAM_ASSIGN(fetched, fetch(row_bytes));
    }
    if (page_.filter) {
      QUONDAM_ASSIGN(const item::Item item, item::decode_item(payload));
      if (!expressions::evaluate(*page_.filter, item)) return false;
    }
    if (page_.counts_only) return true;
    if (fetches_) {
      if (!page_.fetches_filtered) {
        QUONDAM_ASSIGN(fetched, fetch(row_bytes));
      }
      payload = fetched;
    }
    if (!page_.projection) {
      QUONDAM_TRY(item::append_json_from_stored(items_.value(), payload));
      return true;
    }
    QUONDAM_ASSIGN(const item::Item item, item::decode_item(payload));
    item::append_json(items_.value(), expressions::project(*page_.projection, item));
    return true;
  }

  // The item that the entry of the index belongs to.
  Result<std::string> fetch(std::string_view entry_bytes) {
    QUONDAM_ASSIGN(const item::Item keys,
                   item::decode_index_key(page_.index->number, page_.index->keys,
                                          page_.table().keys, entry_bytes));
    const auto key = item::encode_key(page_.table().keys, keys);
    QUONDAM_ASSIGN(auto version,
                   timeline::read_row(*snapshot_, page_.table().id, {key->partition, key->bytes},
                                      page_.reading.moment));
    if (!version) return fail(ErrorCode::corruption, "an entry of an index has no item");
    QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(version->payload));
    progress_.units.table += read_units(bytes, page_.consistent);
    return std::move(version->payload);
  }

  const PageOf& page_;
  const std::shared_ptr<const engine::Snapshot> snapshot_;
  const bool fetches_;
  JsonWriter& items_;
  PageRead progress_;
};

}  // namespace

Result<item::Item> key_after(const PageOf& page, const std::string& last_row) {
  if (page.index == nullptr) return item::decode_key(page.table().keys, last_row);
  return item::decode_index_key(page.index->number, page.index->keys, page.table().keys, last_row);
}

Result<PageRead> walk_page(const Context& context, const PageOf& page, JsonWriter& items) {
  QUONDAM_ASSIGN(PageRead read, Walk(context, page, items).run());
  const double walked = read_units(read.bytes, page.consistent);
  if (page.index == nullptr) {
    read.units.table = walked;
  } else {
    read.units.add(*page.index, walked);  // beside what was fetched from the table
  }
  return read;
}

ApiResult read_page(const Context& context, const Request& request, const PageOf& page) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (!page.counts_only) json.key("Items").begin_array();
  QUONDAM_ASSIGN(const PageRead progress, walk_page(context, page, json));
  if (!page.counts_only) json.end_array();
  json.key("Count").number(progress.matched);
  json.key("ScannedCount").number(progress.evaluated);
  if (!progress.last_row.empty()) {
    QUONDAM_ASSIGN(const item::Item last, key_after(page, progress.last_row));
    item::append_json(json.key("LastEvaluatedKey").value(), last);
  }
  append_consumed_capacity(json, request, progress.units);
  json.end_object();
  return body;
}

}  // namespace quondam::operations
