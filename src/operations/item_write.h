// A write of one item: what PutItem, UpdateItem, DeleteItem, batches and transactions share. In
// three steps: read from the request, resolved against the table, applied in a transaction.
#pragma once

#include <optional>

#include "expressions/ast.h"
#include "operations/consumed_capacity.h"
#include "operations/operation.h"

namespace quondam::operations {

struct ItemWrite {
  enum class Kind { put, update, remove, check };

  Kind kind = Kind::put;
  item::Item item;     // of a put; of the others the key
  std::string stored;  // of a put, the item's stored form
  expressions::Update update;
  std::optional<expressions::Condition> condition;
  bool returns_item_on_failure = false;

  // Resolved.
  catalog::TablePtr table;
  timeline::RowKey row;
};

// ---- the request ----
// `item` is the request's Item, `key` its Key; the expressions are those of `fields`.
ApiExpected<ItemWrite> read_put(const Fields& fields, item::Item item);
ApiExpected<ItemWrite> read_update(const Fields& fields, item::Item key);
ApiExpected<ItemWrite> read_remove(const Fields& fields, item::Item key);
ApiExpected<ItemWrite> read_check(const Fields& fields, item::Item key);

// Without any expressions, as in batches.
ApiExpected<ItemWrite> plain_put(item::Item item);
ApiExpected<ItemWrite> plain_remove(item::Item key);

// ---- what needs the table ----
// Checks the write against the keys of `table`, and finds its row.
ApiExpected<void> resolve(ItemWrite& write, catalog::TablePtr table);

// ---- the work ----
// What the answer shows of the write, beyond what the write itself looks at.
struct Wanted {
  bool before = false;
  bool units = false;
};

struct Written {
  bool existed = false;
  item::Item before;  // empty when nobody looked at it
  bool exists = false;
  item::Item after;  // of an update
  ConsumedUnits units;
};

// In the transaction: what becomes of the item. `table` is as the transaction sees it. Errors:
// condition_failed, with `written.before` set; validation, of the item as it would become.
Result<void> apply(const ItemWrite& write, timeline::Writer& writer, const catalog::Table& table,
                   const Wanted& wanted, Written& written);

// Applies the write in a transaction of its own. The answer waits for it (CommitGate); this
// function does not. When the condition is false, the error carries the item if the write is to
// return it.
ApiExpected<Written> write_item(const Context& context, const ItemWrite& write,
                                const Wanted& wanted);

// ---- the answer ----
// The body: `attributes` (nullptr: none), and what the request wants to know of the capacity and of
// the item collection.
ApiResult answer_write(const Context& context, const Request& request, const ItemWrite& write,
                       const Written& written, const item::Item* attributes);

// "\"Item\":{...}", for an error that carries the item; empty when the write does not return it.
std::string item_on_failure(const ItemWrite& write, const Written& written);

// ReturnValues of PutItem and DeleteItem.
ApiExpected<void> check_returns_old_or_none(const Request& request);

// Whether the parameter has this value.
bool asks(const Request& request, std::string_view parameter, std::string_view value);

}  // namespace quondam::operations
