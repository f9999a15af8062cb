#include "expressions/resolved_trees.h"

#include <iterator>
#include <utility>

namespace quondam::expressions {
namespace {

using Kind = SyntaxNode::Kind;

Comparator comparator_of(std::string_view symbol) {
  for (const Comparator comparator : {Comparator::equal, Comparator::not_equal, Comparator::less,
                                      Comparator::less_or_equal, Comparator::greater}) {
    if (comparator_symbol(comparator) == symbol) return comparator;
  }
  return Comparator::greater_or_equal;
}

Operand to_operand(Resolved node) {
  if (node.kind == Kind::path) return std::move(node.path);
  if (node.kind == Kind::value) return *std::move(node.value);
  Resolved& argument = node.children[0];
  if (argument.kind == Kind::path) return SizeOf{std::move(argument.path)};
  return SizeOf{*std::move(argument.value)};
}

Condition to_function(Resolved node) {
  std::vector<Resolved>& arguments = node.children;
  if (node.text == "attribute_exists") {
    return {AttributeExists{std::move(arguments[0].path)}};
  }
  if (node.text == "attribute_not_exists") {
    return {AttributeNotExists{std::move(arguments[0].path)}};
  }
  if (node.text == "attribute_type") {
    const auto& name = *arguments[1].value->get_if<std::string>();
    return {AttributeTypeIs{to_operand(std::move(arguments[0])), *type_of_name(name)}};
  }
  Operand first = to_operand(std::move(arguments[0]));
  Operand second = to_operand(std::move(arguments[1]));
  if (node.text == "begins_with") return {BeginsWith{std::move(first), std::move(second)}};
  return {Contains{std::move(first), std::move(second)}};
}

}  // namespace

Condition condition_of(Resolved node) {
  if (node.kind == Kind::function) return to_function(std::move(node));
  std::vector<Operand> operands;
  for (Resolved& child : node.children) operands.push_back(to_operand(std::move(child)));
  if (node.kind == Kind::compare) {
    return {Compare{comparator_of(node.text), std::move(operands[0]), std::move(operands[1])}};
  }
  if (node.kind == Kind::between) {
    return {Between{std::move(operands[0]), std::move(operands[1]), std::move(operands[2])}};
  }
  In in{std::move(operands[0]), {}};
  in.candidates.assign(std::make_move_iterator(operands.begin() + 1),
                       std::make_move_iterator(operands.end()));
  return {std::move(in)};
}

UpdateValue update_value_of(Resolved node) {
  switch (node.kind) {
    case Kind::path:
      return {std::move(node.path)};
    case Kind::value:
      return {*std::move(node.value)};
    default:
      break;
  }
  std::vector<UpdateValue> operands;
  for (Resolved& child : node.children) operands.push_back(update_value_of(std::move(child)));
  if (node.kind == Kind::arithmetic) return {Arithmetic{node.text == "-", std::move(operands)}};
  if (node.text == "list_append") return {ListAppend{std::move(operands)}};
  IfNotExists function{std::get<Path>(std::move(operands[0].node)), {}};
  function.otherwise.push_back(std::move(operands[1]));
  return {std::move(function)};
}

}  // namespace quondam::expressions
