// PartiQL for DynamoDB (developer guide: "PartiQL - a SQL-compatible query language for Amazon
// DynamoDB"): one statement, translated into the trees that the expressions have. What needs the
// table, above all which conditions are about its key, is in key_plan.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/partiql/terms.h"

namespace quondam::expressions::partiql {

// "table" or "table"."index".
struct Source {
  std::string table;
  std::optional<std::string> index;
};

struct OrderTerm {
  std::string attribute;
  bool descending = false;
};

struct Select {
  Source from;
  // nullopt: everything. Or what is wrong with the columns, which DynamoDB says only once it knows
  // the table.
  Result<std::optional<Projection>> columns;
  std::optional<Condition> where;
  std::vector<OrderTerm> order;
};

struct Insert {
  Source into;
  item::Item item;
};

struct Returning {
  bool modified = false;  // MODIFIED; otherwise ALL
  bool old = false;       // OLD; otherwise NEW
};

struct Change {  // UPDATE
  Source table;
  Update update;
  std::optional<Condition> where;
  std::optional<Returning> returning;
};

struct Remove {  // DELETE
  Source from;
  std::optional<Condition> where;
  std::optional<Returning> returning;  // only ever ALL OLD
};

// EXISTS(SELECT ...): a condition in a transaction of writes.
struct Exists {
  Select select;
};

using Statement = std::variant<Select, Insert, Change, Remove, Exists>;

// Errors: ErrorCode::validation, with the text as it is to be told.
Result<Statement> parse_statement(std::string_view text, Parameters parameters);

const Source& source_of(const Statement& statement);

}  // namespace quondam::expressions::partiql
