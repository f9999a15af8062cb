// From what an expression says to what it means, in the order in which DynamoDB complains:
//   1. check_words, over the whole expression: reserved words, list indexes, unknown and misplaced
//   functions;
//   2. resolve: placeholders become names and values;
//   3. check_operands: numbers of operands, operands that must differ, operand types known without
//   an item.
// A condition goes through 2 and 3 one comparison or function at a time, an update as a whole.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"
#include "expressions/syntax.h"

namespace quondam::expressions {

// Where a node stands decides which functions it may be.
enum class Place { condition, operand, update };
Result<void> check_words(std::string_view parameter, const SyntaxNode& node, Place place);
Result<void> check_words(std::string_view parameter, const SyntaxPath& path);

// A syntax node with its placeholders looked up.
struct Resolved {
  SyntaxNode::Kind kind;
  std::string_view text;
  Path path;                                  // of a path
  std::optional<item::AttributeValue> value;  // of a value
  std::vector<Resolved> children;
};

class Resolver {
 public:
  Resolver(std::string_view parameter, Placeholders& placeholders)
      : parameter_(parameter), placeholders_(placeholders) {}

  Result<Path> resolve(const SyntaxPath& path);
  Result<Resolved> resolve(const SyntaxNode& node);
  // Only the names: an update's are all looked up before its first value.
  Result<void> check_names(const SyntaxNode& node);

 private:
  std::string_view parameter_;
  Placeholders& placeholders_;
};

// The type that attribute_type's second operand names, such as "SS".
std::optional<item::Type> type_of_name(std::string_view name);

// The checks on one comparison or function and everything in it.
Result<void> check_operands(std::string_view parameter, const Resolved& node);

// Refuses paths of which one contains another, and paths that use one attribute as a list and as a
// map.
Result<void> check_disjoint(std::string_view parameter, const std::vector<Path>& paths);

}  // namespace quondam::expressions
