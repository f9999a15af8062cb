// How the writes of items are read from requests, and what of them needs the table
// (operations/item_write.h).
#include "expressions/key_attributes.h"
#include "expressions/update_parser.h"
#include "item/stored.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/item_limits.h"
#include "operations/item_write.h"

namespace quondam::operations {
namespace {

// The condition, once the other expressions are read: it is the last that may use a placeholder.
ApiExpected<void> read_rest(const Fields& fields, expressions::Placeholders& placeholders,
                            ItemWrite& write) {
  QUONDAM_ASSIGN(write.condition, read_condition(fields, "ConditionExpression", placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  write.returns_item_on_failure = fields.string("ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
  return {};
}

ApiExpected<ItemWrite> read_keyed(const Fields& fields, item::Item key, ItemWrite::Kind kind) {
  ItemWrite write;
  write.kind = kind;
  write.item = std::move(key);
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  QUONDAM_TRY(read_rest(fields, placeholders, write));
  return write;
}

// Key attributes, the table's and the indexes', are scalars wherever they are named.
ApiExpected<void> check_paths(const std::vector<expressions::Path>& paths,
                              const catalog::Table& table) {
  QUONDAM_TRY(expressions::check_key_paths_are_scalar(paths, table.keys, "Key"));
  for (const catalog::Index& index : table.indexes)
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(paths, index.keys, "IndexKey"));
  return {};
}

// The attributes that the update sets to values of the request, or adds such to.
item::Item literals_of(const expressions::Update& update) {
  item::Item literals;
  for (const expressions::AddAction& action : update.add) {
    if (!action.path.is_nested()) literals.insert_or_assign(action.path.attribute(), action.value);
  }
  for (const expressions::SetAction& action : update.set) {
    const auto* value = std::get_if<item::AttributeValue>(&action.value.node);
    if (value != nullptr && !action.path.is_nested())
      literals.insert_or_assign(action.path.attribute(), *value);
  }
  return literals;
}

}  // namespace

ApiExpected<ItemWrite> plain_put(item::Item item) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::put;
  write.item = std::move(item);
  QUONDAM_TRY(check_item_limits(write.item, "Item size has exceeded the maximum allowed size"));
  write.stored = item::encode_item(write.item);
  return write;
}

ApiExpected<ItemWrite> plain_remove(item::Item key) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::remove;
  write.item = std::move(key);
  return write;
}

ApiExpected<ItemWrite> read_put(const Fields& fields, item::Item item) {
  QUONDAM_ASSIGN(ItemWrite write, plain_put(std::move(item)));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  QUONDAM_TRY(read_rest(fields, placeholders, write));
  return write;
}

ApiExpected<ItemWrite> read_update(const Fields& fields, item::Item key) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::update;
  write.item = std::move(key);
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  if (const auto text = fields.string("UpdateExpression")) {
    QUONDAM_ASSIGN(write.update, expressions::parse_update(*text, placeholders));
  }
  QUONDAM_TRY(read_rest(fields, placeholders, write));
  return write;
}

ApiExpected<ItemWrite> read_remove(const Fields& fields, item::Item key) {
  return read_keyed(fields, std::move(key), ItemWrite::Kind::remove);
}

ApiExpected<ItemWrite> read_check(const Fields& fields, item::Item key) {
  return read_keyed(fields, std::move(key), ItemWrite::Kind::check);
}

ApiExpected<void> resolve(ItemWrite& write, catalog::TablePtr table) {
  write.table = std::move(table);
  const item::KeySchema& keys = write.table->keys;
  if (write.kind == ItemWrite::Kind::put) {
    QUONDAM_ASSIGN(write.row, row_of_item(keys, write.item));
    QUONDAM_TRY(check_index_keys(*write.table, write.item, ValuesFrom::item));
  } else {
    QUONDAM_ASSIGN(write.row, row_of_key(keys, write.item));
  }
  if (write.kind == ItemWrite::Kind::update) {
    QUONDAM_TRY(expressions::check_update_excludes_key(write.update, keys));
    QUONDAM_TRY(check_paths(expressions::paths_of(write.update), *write.table));
    QUONDAM_TRY(check_index_keys(*write.table, literals_of(write.update), ValuesFrom::literals));
  }
  if (write.condition)
    QUONDAM_TRY(check_paths(expressions::paths_of(*write.condition), *write.table));
  return {};
}

}  // namespace quondam::operations
