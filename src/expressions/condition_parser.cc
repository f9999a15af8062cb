#include "expressions/condition_parser.h"

#include <iterator>
#include <utility>

#include "expressions/resolve.h"
#include "expressions/syntax.h"

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

// The rest of this file turns checked nodes into the tree: what check_operands refuses cannot come
// here.

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

Condition to_leaf(Resolved node) {
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

Result<Condition> build(std::string_view parameter, Resolver& resolver, const SyntaxNode& node) {
  if (node.kind != Kind::negation && node.kind != Kind::conjunction &&
      node.kind != Kind::disjunction) {
    QUONDAM_ASSIGN(Resolved leaf, resolver.resolve(node));
    QUONDAM_TRY(check_operands(parameter, leaf));
    return to_leaf(std::move(leaf));
  }
  std::vector<Condition> children;
  children.reserve(node.children.size());
  for (const SyntaxNode& child : node.children) {
    QUONDAM_ASSIGN(Condition condition, build(parameter, resolver, child));
    children.push_back(std::move(condition));
  }
  if (node.kind == Kind::negation) return Condition{Not{std::move(children)}};
  if (node.kind == Kind::conjunction) return Condition{And{std::move(children)}};
  return Condition{Or{std::move(children)}};
}

}  // namespace

Result<Condition> parse_condition(std::string_view parameter, std::string_view text,
                                  Placeholders& placeholders) {
  QUONDAM_ASSIGN(SyntaxParser parser, SyntaxParser::create(parameter, text));
  QUONDAM_ASSIGN(const SyntaxNode syntax, parser.parse_condition());
  QUONDAM_TRY(check_words(parameter, syntax, Place::condition));
  Resolver resolver(parameter, placeholders);
  return build(parameter, resolver, syntax);
}

}  // namespace quondam::expressions
