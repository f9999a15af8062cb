// What a PartiQL statement says, before anything in it is looked up or converted. DynamoDB reads a
// whole statement before it looks at what is in it, so a syntax error anywhere comes before every
// other complaint. The errors are those of the PartiQL reference implementation, which DynamoDB
// passes on (docs/compatibility.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/partiql/lexer.h"

namespace quondam::expressions::partiql {

struct Node {
  enum class Kind {
    path,        // text: the first name; children: steps
    name_step,   // text: a name
    index_step,  // children: what stands in the brackets
    string,      // text
    number,      // text, with its sign
    boolean,     // text: "true" or "false"
    null,
    missing,
    parameter,  // index
    list,       // children
    bag,        // children
    tuple,      // children: name, value, name, value, ...
    call,       // text: the function in lower case; children: arguments
    sign,       // text: "+" or "-"; children: one
    infix,      // text: the operator; children: left, right
    between,    // children: value, lower, upper
    in,         // children: value, candidates
    is,         // text: the type's name; children: one
    negation,   // children: one
    conjunction,
    disjunction,
  };
  Kind kind = Kind::null;
  Position position;
  std::string text;
  std::vector<Node> children;
  std::size_t index = 0;  // of a parameter, from 0
  bool negated = false;   // NOT BETWEEN, NOT IN, IS NOT
  bool in_parentheses = false;
  int height = 1;  // of the tree below
};

// table.index of FROM, INTO and UPDATE.
struct SourceSyntax {
  std::vector<std::string> components;
  bool other = false;  // no path of names
  bool aliased = false;
  bool joined = false;
};

struct ColumnSyntax {
  Node expression;
  bool aliased = false;
};

struct OrderSyntax {
  Node expression;
  bool descending = false;
};

// SET target = value; REMOVE target has no value.
struct AssignmentSyntax {
  Node target;
  std::optional<Node> value;
};

struct ReturningSyntax {
  bool modified = false;  // otherwise ALL
  bool old = false;       // otherwise NEW
};

// A clause that PartiQL has and DynamoDB does not.
struct UnsupportedSyntax {
  std::string_view clause;
  Position position;
};

struct StatementSyntax {
  enum class Kind { select, insert, update, remove, exists };
  Kind kind = Kind::select;
  SourceSyntax source;
  std::optional<Node> where;
  // of SELECT and EXISTS
  bool everything = false;  // *
  std::vector<ColumnSyntax> columns;
  std::vector<OrderSyntax> order;
  std::optional<UnsupportedSyntax> unsupported;
  // of INSERT
  std::optional<Node> value;
  // of UPDATE
  std::vector<AssignmentSyntax> assignments;
  std::optional<ReturningSyntax> returning;
};

// Errors: ErrorCode::validation. Trees are at most kMaxHeight high, so they can be walked
// recursively.
inline constexpr int kMaxHeight = 200;
Result<StatementSyntax> parse_syntax(std::string_view statement);

}  // namespace quondam::expressions::partiql
