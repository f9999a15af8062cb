// PartiQL's statements in a request, and what ExecuteStatement, BatchExecuteStatement and
// ExecuteTransaction share (expressions/partiql/ says what a statement means).
#pragma once

#include <string_view>
#include <vector>

#include "expressions/partiql/statement.h"
#include "operations/transaction_read.h"
#include "operations/transaction_write.h"

namespace quondam::operations {

namespace partiql = expressions::partiql;

// Parameters; what is wrong with one of them comes before everything about the statement.
ApiExpected<std::vector<item::AttributeValue>> read_parameters(const Fields& fields);
// Statement and Parameters.
ApiExpected<partiql::Statement> read_statement(const Fields& fields);

// What has to be the same when a SELECT goes on from a NextToken.
std::string identity_of(const Fields& fields);

// Whether it is a SELECT; every other statement writes, or checks a write's condition.
inline bool is_read(const partiql::Statement& statement) {
  return std::holds_alternative<partiql::Select>(statement);
}

// ---- SELECT ----

// One page: the body of ExecuteStatement's answer.
ApiResult select_page(const Context& context, const Request& request,
                      const partiql::Select& select);

// The index that FROM names, or nullptr.
ApiExpected<const catalog::Index*> index_to_select(const partiql::Select& select,
                                                   const Reading& reading, bool consistent);

// The read of one item, for batches and transactions. Its row is not looked for yet: `key` has what
// WHERE says, whatever its types.
struct ItemSelect {
  PlannedRead read;
  item::Item key;
};
// `operation` is the one that must be told when WHERE says more or less than the key.
ApiExpected<ItemSelect> select_item(const partiql::Select& select, Reading reading,
                                    std::string_view operation);

// ---- INSERT, UPDATE, DELETE, EXISTS ----

// Whether a wrong key is told in the words of a statement, or of a transaction's reason.
enum class KeyErrors { of_statement, of_transaction };

// The write, not resolved against the table yet; `statement` is no SELECT. Errors: an item that is
// too large, a WHERE that does not name one item.
ApiExpected<PlannedWrite> write_of(const partiql::Statement& statement, const catalog::Table& table,
                                   KeyErrors errors);

// What RETURNING asks for; nothing when that is nothing.
std::optional<partiql::Returning> returning_of(const partiql::Statement& statement);
std::optional<item::Item> returned_by(const std::optional<partiql::Returning>& returning,
                                      const ItemWrite& write, const Written& written);

// The whole of one write by itself: finds the table, applies the write.
struct StatementWritten {
  ItemWrite write;
  Written written;
  std::optional<item::Item> returned;
};
struct StatementFailure {
  ApiError error;
  bool executed = false;  // refused by the write itself, not before it
};
tl::expected<StatementWritten, StatementFailure> execute_write(const Context& context,
                                                               const partiql::Statement& statement,
                                                               bool returns_item_on_failure,
                                                               bool wants_units);

}  // namespace quondam::operations
