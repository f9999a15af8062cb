#include "operations/item_write.h"

#include <array>

#include "catalog/index_entries.h"
#include "expressions/condition_evaluator.h"
#include "expressions/update_evaluator.h"
#include "item/json.h"
#include "item/size.h"
#include "item/stored.h"
#include "operations/item_collection.h"
#include "operations/item_limits.h"

namespace quondam::operations {
namespace {

// Reads as much of the item that is about to be replaced as somebody will look at.
Result<void> look_at(const std::optional<timeline::Version>& previous, const ItemWrite& write,
                     const catalog::Table& table, const Wanted& wanted, Written& written) {
  written = {};
  written.existed = previous.has_value();
  const bool looks = wanted.before || write.condition.has_value() ||
                     write.kind == ItemWrite::Kind::update || !table.indexes.empty();
  if (previous && looks) {
    QUONDAM_ASSIGN(written.before, item::decode_item(previous->payload));
  }
  return {};
}

Result<void> count_units(const ItemWrite& write, const catalog::Table& table,
                         const std::optional<timeline::Version>& previous,
                         const std::optional<catalog::Image>& after, Written& written) {
  if (write.kind == ItemWrite::Kind::check) {
    QUONDAM_ASSIGN(const std::size_t bytes,
                   previous ? item::stored_size_bytes(previous->payload) : std::size_t{0});
    written.units.table = write_units(bytes, 0);
    return {};
  }
  std::size_t bytes_before = 0;
  if (previous) {
    QUONDAM_ASSIGN(bytes_before, item::stored_size_bytes(previous->payload));
  }
  written.units.table =
      write_units(bytes_before, after ? item::size_bytes(*after->item) : std::size_t{0});
  return add_index_writes(written.units, table, previous ? &written.before : nullptr,
                          after ? after->item : nullptr);
}

}  // namespace

Result<void> apply(const ItemWrite& write, timeline::Writer& writer, const catalog::Table& table,
                   const Wanted& wanted, Written& written) {
  if (write.kind == ItemWrite::Kind::put)
    QUONDAM_TRY(check_index_keys(table, write.item, ValuesFrom::item));
  QUONDAM_ASSIGN(const auto previous, writer.read(table.id, write.row));
  QUONDAM_TRY(look_at(previous, write, table, wanted, written));
  if (write.condition && !expressions::evaluate(*write.condition, written.before))
    return fail(ErrorCode::condition_failed, "");

  std::optional<catalog::Image> after;
  std::string stored;
  switch (write.kind) {
    case ItemWrite::Kind::put:
      after = catalog::Image{write.stored, &write.item};
      break;
    case ItemWrite::Kind::update: {
      // An update that only takes away does not make an item.
      if (!previous && !expressions::creates_item(write.update)) break;
      QUONDAM_ASSIGN(written.after,
                     expressions::apply(write.update, previous ? written.before : write.item));
      QUONDAM_TRY(check_item_limits(written.after,
                                    "Item size to update has exceeded the maximum allowed size"));
      QUONDAM_TRY(check_index_keys(table, written.after, ValuesFrom::update));
      stored = item::encode_item(written.after);
      after = catalog::Image{stored, &written.after};
      break;
    }
    case ItemWrite::Kind::remove:
    case ItemWrite::Kind::check:
      break;
  }
  written.exists = after.has_value();
  if (wanted.units) QUONDAM_TRY(count_units(write, table, previous, after, written));
  if (write.kind == ItemWrite::Kind::check) return {};
  return catalog::replace_item(writer, table, write.row, previous,
                               previous ? &written.before : nullptr, after);
}

ApiExpected<Written> write_item(const Context& context, const ItemWrite& write,
                                const Wanted& wanted) {
  const std::array rows{catalog::RowOf{write.table, write.row}};
  Written written;
  const engine::Engine::Done durable = context.gate.hold();
  const auto submitted = context.database.catalog().submit(
      rows, context.who(),
      [&](timeline::Writer& writer, std::span<const catalog::TablePtr> tables) {
        return apply(write, writer, *tables[0], wanted, written);
      },
      durable);
  if (submitted) return written;
  durable(engine::CommitTime{0});  // nothing was submitted: nothing to wait for
  if (submitted.error().code == ErrorCode::condition_failed)
    return refuse(conditional_check_failed(item_on_failure(write, written)));
  return refuse(submitted.error());
}

ApiResult answer_write(const Context& context, const Request& request, const ItemWrite& write,
                       const Written& written, const item::Item* attributes) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (attributes != nullptr) item::append_json(json.key("Attributes").value(), *attributes);
  append_consumed_capacity(json, request, written.units);
  if (wants_item_collection_metrics(request, *write.table)) {
    QUONDAM_TRY(append_item_collection(json.key("ItemCollectionMetrics"), context.database.engine(),
                                       *write.table, write.item));
  }
  json.end_object();
  return body;
}

ApiExpected<void> check_returns_old_or_none(const Request& request) {
  if (!request.has("ReturnValues") || asks(request, "ReturnValues", "NONE") ||
      asks(request, "ReturnValues", "ALL_OLD")) {
    return {};
  }
  return refuse(validation("Return values set to invalid value"));
}

std::string item_on_failure(const ItemWrite& write, const Written& written) {
  if (!written.existed || !write.returns_item_on_failure) return {};
  return "\"Item\":" + item::to_json(written.before);
}

bool asks(const Request& request, std::string_view parameter, std::string_view value) {
  return request.string(parameter) == value;
}

}  // namespace quondam::operations
