// The writes of operations/partiql.h.
#include <fmt/format.h>

#include "expressions/partiql/key_plan.h"
#include "expressions/update_evaluator.h"
#include "operations/partiql.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using expressions::Condition;

// Whether the item exists: then it has its key.
expressions::Path key_path(const catalog::Table& table) {
  return {{table.keys.partition.front().name}};
}
Condition exists(const catalog::Table& table) {
  return {expressions::AttributeExists{key_path(table)}};
}
Condition exists_not(const catalog::Table& table) {
  return {expressions::AttributeNotExists{key_path(table)}};
}

ApiError key_mismatch() {
  return validation("The provided key element does not match the schema");
}

ApiExpected<void> check_key(const partiql::ItemKey& split, const item::KeySchema& keys,
                            KeyErrors errors) {
  const bool of_transaction = errors == KeyErrors::of_transaction;
  if (!split.complete(keys)) {
    return refuse(of_transaction ? key_mismatch()
                                 : validation("Where clause does not contain a mandatory equality "
                                              "on all key attributes"));
  }
  if (split.contradiction) {
    return refuse(of_transaction ? key_mismatch()
                                 : validation(fmt::format(
                                       "Multiple conditions on same key {}. Only single item "
                                       "Update/Insert/Delete are supported",
                                       *split.contradiction)));
  }
  if (of_transaction) return {};
  for (const auto* attributes : {&keys.partition, &keys.sort}) {
    for (const item::KeyAttribute& attribute : *attributes) {
      if (split.key.find(attribute.name)->second.type() == attribute.type) continue;
      return refuse(validation(fmt::format(
          "Key attribute's data type should match its data type in table's schema: Key {}",
          attribute.name)));
    }
  }
  return {};
}

struct WriteOf {
  const catalog::Table& table;
  KeyErrors errors;

  ApiExpected<PlannedWrite> operator()(const partiql::Insert& insert) const {
    QUONDAM_ASSIGN(ItemWrite write, plain_put(insert.item));
    write.condition = exists_not(table);
    return PlannedWrite{insert.into.table, std::move(write), true};
  }

  // Unlike UpdateItem, UPDATE does not make an item.
  ApiExpected<PlannedWrite> operator()(const partiql::Change& change) const {
    partiql::ItemKey split = partiql::split_key(change.where, table.keys);
    QUONDAM_TRY(check_key(split, table.keys, errors));
    ItemWrite write;
    write.kind = ItemWrite::Kind::update;
    write.item = std::move(split.key);
    write.update = change.update;
    expressions::And both;
    both.conditions.push_back(exists(table));
    if (split.rest) both.conditions.push_back(*std::move(split.rest));
    write.condition = Condition{std::move(both)};
    return PlannedWrite{change.table.table, std::move(write), false};
  }

  // Where no item is, there is nothing to delete, whatever else WHERE says.
  ApiExpected<PlannedWrite> operator()(const partiql::Remove& remove) const {
    partiql::ItemKey split = partiql::split_key(remove.where, table.keys);
    QUONDAM_TRY(check_key(split, table.keys, errors));
    QUONDAM_ASSIGN(ItemWrite write, plain_remove(std::move(split.key)));
    if (split.rest) {
      expressions::Or either;
      either.conditions.push_back(exists_not(table));
      either.conditions.push_back(*std::move(split.rest));
      write.condition = Condition{std::move(either)};
    }
    return PlannedWrite{remove.from.table, std::move(write), false};
  }

  ApiExpected<PlannedWrite> operator()(const partiql::Exists& check) const {
    partiql::ItemKey split = partiql::split_key(check.select.where, table.keys);
    if (!split.complete(table.keys) || !split.rest) {
      return refuse(
          validation("EXISTS() must contain a single item read with additional condition"));
    }
    ItemWrite write;
    write.kind = ItemWrite::Kind::check;
    write.item = std::move(split.key);
    write.condition = std::move(split.rest);
    return PlannedWrite{check.select.from.table, std::move(write), false};
  }

  ApiExpected<PlannedWrite> operator()(const partiql::Select&) const {
    return refuse(internal_server_error("a SELECT is no write"));
  }
};

}  // namespace

ApiExpected<PlannedWrite> write_of(const partiql::Statement& statement, const catalog::Table& table,
                                   KeyErrors errors) {
  return std::visit(WriteOf{table, errors}, statement);
}

std::optional<partiql::Returning> returning_of(const partiql::Statement& statement) {
  if (const auto* change = std::get_if<partiql::Change>(&statement)) return change->returning;
  if (const auto* remove = std::get_if<partiql::Remove>(&statement)) return remove->returning;
  return std::nullopt;
}

std::optional<item::Item> returned_by(const std::optional<partiql::Returning>& returning,
                                      const ItemWrite& write, const Written& written) {
  if (!returning || (returning->old ? !written.existed : !written.exists)) return std::nullopt;
  const item::Item& item = returning->old ? written.before : written.after;
  if (!returning->modified) return item;
  item::Item modified = expressions::updated_attributes(write.update, item);
  if (modified.empty()) return std::nullopt;
  return modified;
}

tl::expected<StatementWritten, StatementFailure> execute_write(const Context& context,
                                                               const partiql::Statement& statement,
                                                               bool returns_item_on_failure,
                                                               bool wants_units) {
  const auto fail = [](ApiError error, bool executed) {
    return tl::unexpected(StatementFailure{std::move(error), executed});
  };
  auto table = table_of_items(context, partiql::source_of(statement).table);
  if (!table) return fail(std::move(table).error(), false);
  auto planned = write_of(statement, **table, KeyErrors::of_statement);
  if (!planned) return fail(std::move(planned).error(), false);
  ItemWrite& write = planned->write;
  if (auto resolved = resolve(write, *std::move(table)); !resolved)
    return fail(std::move(resolved).error(), false);
  write.returns_item_on_failure = returns_item_on_failure && !planned->inserts;

  const auto returning = returning_of(statement);
  auto written =
      write_item(context, write, {.before = returning.has_value(), .units = wants_units});
  if (!written) {
    const bool exists =
        planned->inserts && written.error().type.ends_with("#ConditionalCheckFailedException");
    return fail(exists ? duplicate_item() : std::move(written).error(), true);
  }
  auto returned = returned_by(returning, write, *written);
  return StatementWritten{std::move(write), *std::move(written), std::move(returned)};
}

}  // namespace quondam::operations
