// The trees of the expression languages: what the parsers produce and the evaluators read. Plain
// data without pointers into the request, so that a tree can be kept and used again; PartiQL and
// the legacy parameters build the same trees.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "item/attribute_value.h"

namespace quondam::expressions {

// One step of a document path: a map key, or the position of a list element (from 0).
using PathElement = std::variant<std::string, std::uint64_t>;

// A document path: a.b[1] is {"a", "b", 1}. The first element is always a name: the top-level
// attribute.
struct Path {
  std::vector<PathElement> elements;

  [[nodiscard]] const std::string& attribute() const { return std::get<std::string>(elements[0]); }
  [[nodiscard]] bool is_nested() const { return elements.size() > 1; }
  // DynamoDB's rendering in messages: "[a, b, [1]]".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Path&, const Path&) = default;
  friend auto operator<=>(const Path&, const Path&) = default;
};

// What a path leads to, or nullptr: a missing attribute, a position past the end, or a step into a
// value of another type.
const item::AttributeValue* find(const Path& path, const item::Item& item);

// ---- conditions: ConditionExpression, FilterExpression ----

// size(path) or size(:value); has no value where the operand has none, or is a number, a boolean or
// null.
struct SizeOf {
  std::variant<Path, item::AttributeValue> operand;
};
using Operand = std::variant<Path, item::AttributeValue, SizeOf>;

enum class Comparator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };
std::string_view comparator_symbol(Comparator comparator);  // "=", "<>", "<", "<=", ">", ">="

struct Compare {
  Comparator comparator;
  Operand left;
  Operand right;
};
struct Between {
  Operand value;
  Operand lower;
  Operand upper;
};
struct In {
  Operand value;
  std::vector<Operand> candidates;
};
struct AttributeExists {
  Path path;
};
struct AttributeNotExists {
  Path path;
};
struct AttributeTypeIs {
  Operand operand;
  item::Type type;
};
struct BeginsWith {
  Operand value;
  Operand prefix;
};
struct Contains {
  Operand container;
  Operand element;
};

struct Condition;
struct And {
  std::vector<Condition> conditions;
};
struct Or {
  std::vector<Condition> conditions;
};
struct Not {
  std::vector<Condition> condition;  // exactly one; a vector because Condition is not complete here
};
struct Condition {
  std::variant<Compare, Between, In, AttributeExists, AttributeNotExists, AttributeTypeIs,
               BeginsWith, Contains, And, Or, Not>
      node;
};

// ---- UpdateExpression ----

struct UpdateValue;
struct IfNotExists {
  Path path;
  std::vector<UpdateValue> otherwise;  // exactly one
};
struct ListAppend {
  std::vector<UpdateValue> lists;  // exactly two
};
struct Arithmetic {
  bool subtract = false;
  std::vector<UpdateValue> operands;  // exactly two
};
struct UpdateValue {
  std::variant<Path, item::AttributeValue, IfNotExists, ListAppend, Arithmetic> node;
};

struct SetAction {
  Path path;
  UpdateValue value;
};
struct RemoveAction {
  Path path;
};
struct AddAction {
  Path path;
  item::AttributeValue value;  // a number or a set
};
struct DeleteAction {
  Path path;
  item::AttributeValue value;  // a set
};
// Paths of one update never overlap (the parser refuses it), so the order of the actions does not
// matter.
struct Update {
  std::vector<SetAction> set;
  std::vector<RemoveAction> remove;
  std::vector<AddAction> add;
  std::vector<DeleteAction> erase;
  // Of AttributeUpdates: the error about a value of the wrong type has another text.
  bool legacy = false;
};

// The path of every action.
std::vector<Path> target_paths(const Update& update);

// ---- ProjectionExpression ----

// Document paths as a tree, for copying parts of many items. Where a branch ends, the whole value
// is meant.
struct PathTree {
  std::map<PathElement, PathTree> branches;
};
// Of paths that do not overlap.
PathTree path_tree(const std::vector<Path>& paths);

struct Projection {
  std::vector<Path> paths;
  PathTree tree;  // path_tree(paths)
  // Of PartiQL: what each path leads to becomes an attribute of this name. Otherwise empty: the
  // values stay where they are.
  std::vector<std::string> columns;
};

}  // namespace quondam::expressions
