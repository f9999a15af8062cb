#include "operations/item_write.h"

#include <array>

#include "expressions/condition_evaluator.h"
#include "item/json.h"
#include "item/size.h"
#include "item/stored.h"
#include "operations/consumed_capacity.h"

namespace quondam::operations {
namespace {

// What is read of the item that is about to be replaced.
Result<Before> look_at(const std::optional<timeline::Version>& previous, bool needs_item,
                       bool needs_size) {
  Before before;
  before.existed = previous.has_value();
  if (!previous) return before;
  if (needs_item) {
    QUONDAM_ASSIGN(before.item, item::decode_item(previous->payload));
  }
  if (needs_size) {
    QUONDAM_ASSIGN(before.bytes, item::stored_size_bytes(previous->payload));
  }
  return before;
}

ApiError condition_error(const Request& request, const Before& before) {
  if (!before.existed || !asks(request, "ReturnValuesOnConditionCheckFailure", "ALL_OLD")) {
    return conditional_check_failed();
  }
  return conditional_check_failed("\"Item\":" + item::to_json(before.item));
}

}  // namespace

ApiExpected<Before> write_item(const Context& context, const Request& request,
                               const ItemWrite& write) {
  const bool needs_item = write.needs_before || write.condition.has_value();
  const bool needs_size = wants_consumed_capacity(request);
  const std::array rows{catalog::RowOf{write.table, write.row}};
  Before before;
  const engine::Engine::Done durable = context.gate.hold();
  const auto written = context.database.catalog().submit(
      rows, context.who(),
      [&](timeline::Writer& writer, std::span<const catalog::TablePtr> tables) -> Result<void> {
        const catalog::Table& table = *tables[0];
        QUONDAM_ASSIGN(const auto previous, writer.read(table.id, write.row));
        QUONDAM_ASSIGN(before, look_at(previous, needs_item, needs_size));
        if (write.condition && !expressions::evaluate(*write.condition, before.item)) {
          return fail(ErrorCode::condition_failed, "");
        }
        QUONDAM_ASSIGN(const auto after, write.change(before));
        if (after) {
          writer.put(table.id, table.pitr.recording, write.row, previous, *after);
        } else if (previous) {
          writer.erase(table.id, table.pitr.recording, write.row, *previous);
        }
        return {};
      },
      durable);
  if (written) return before;
  durable(engine::CommitTime{0});  // nothing was submitted: nothing to wait for
  if (written.error().code == ErrorCode::condition_failed)
    return refuse(condition_error(request, before));
  return refuse(written.error());
}

Result<void> check_item_limits(const item::Item& item, std::string_view too_large) {
  if (item::size_bytes(item) > item::kMaxItemBytes)
    return fail(ErrorCode::validation, std::string(too_large));
  if (item::nesting_levels(item) > item::kMaxNestingLevels) {
    return fail(ErrorCode::validation,
                "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
                "levels beyond "
                "supported limit");
  }
  return {};
}

bool asks(const Request& request, std::string_view parameter, std::string_view value) {
  return request.string(parameter) == value;
}

}  // namespace quondam::operations
