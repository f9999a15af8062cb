#include "expressions/condition_parser.h"

#include <utility>

#include "expressions/resolve.h"
#include "expressions/resolved_trees.h"
#include "expressions/syntax.h"

namespace quondam::expressions {
namespace {

using Kind = SyntaxNode::Kind;

Result<Condition> build(std::string_view parameter, Resolver& resolver, const SyntaxNode& node) {
  if (node.kind != Kind::negation && node.kind != Kind::conjunction &&
      node.kind != Kind::disjunction) {
    QUONDAM_ASSIGN(Resolved leaf, resolver.resolve(node));
    QUONDAM_TRY(check_operands(parameter, leaf));
    return condition_of(std::move(leaf));
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
