#include "expressions/syntax.h"

#include <utility>

#include "expressions/messages.h"

namespace quondam::expressions {
namespace {

using Kind = SyntaxNode::Kind;

constexpr std::size_t kMaxExpressionBytes = 4096;
constexpr std::size_t kMaxOperators = 300;
// Parentheses, NOT and functions nest, and the parser recurses with them. An expression that is not
// refused for redundant parentheses has an operator or a function on every other level, so within
// 300 operators it stays below this.
constexpr std::size_t kMaxNesting = 610;

// `children` of one chain of AND or OR, or the only one itself.
SyntaxNode chain(Kind kind, std::vector<SyntaxNode> children) {
  if (children.size() == 1) return std::move(children[0]);
  return {.kind = kind, .text = {}, .path = {}, .children = std::move(children)};
}

SyntaxNode node(Kind kind, std::string_view text, std::vector<SyntaxNode> children) {
  return {.kind = kind, .text = text, .path = {}, .children = std::move(children)};
}

template <typename... Nodes>
std::vector<SyntaxNode> list_of(Nodes&&... nodes) {
  std::vector<SyntaxNode> list;
  list.reserve(sizeof...(nodes));
  (list.push_back(std::forward<Nodes>(nodes)), ...);
  return list;
}

}  // namespace

SyntaxParser::SyntaxParser(std::string_view parameter, std::string_view expression)
    : parameter_(parameter), expression_(expression), tokens_(tokenize(expression)) {}

Result<SyntaxParser> SyntaxParser::create(std::string_view parameter, std::string_view expression) {
  if (expression.empty()) return invalid(parameter, message::kEmpty);
  if (expression.size() > kMaxExpressionBytes) {
    return invalid(parameter, message::too_long(parameter, expression.size()));
  }
  return SyntaxParser(parameter, expression);
}

bool SyntaxParser::take(TokenKind kind) {
  if (next() != kind) return false;
  ++at_;
  return true;
}

Result<void> SyntaxParser::expect(TokenKind kind) {
  if (!take(kind)) return syntax_error_here();
  return {};
}

Result<void> SyntaxParser::expect_assignment() {
  if (tokens_[at_].text != "=") return syntax_error_here();
  ++at_;
  return {};
}

tl::unexpected<Error> SyntaxParser::syntax_error_here() const {
  return invalid(parameter_, syntax_error(expression_, tokens_, at_));
}

Result<void> SyntaxParser::count_operator() {
  if (++operators_ > kMaxOperators) return invalid(parameter_, message::kTooManyOperators);
  return {};
}

Result<void> SyntaxParser::enter_parenthesis() {
  if (++open_parentheses_ > kMaxNesting) {
    return invalid(parameter_, message::kRedundantParentheses);
  }
  return {};
}

Result<SyntaxNode> SyntaxParser::parse_condition() {
  QUONDAM_ASSIGN(SyntaxNode condition, parse_disjunction());
  if (next() != TokenKind::end || !condition.is_condition()) return syntax_error_here();
  return condition;
}

// The three below give back a bare operand as it is, so that "(a)" can turn out to be one side of a
// comparison; whoever needs a condition checks.
Result<SyntaxNode> SyntaxParser::parse_disjunction() {
  std::vector<SyntaxNode> children;
  do {
    QUONDAM_ASSIGN(SyntaxNode child, parse_conjunction());
    children.push_back(std::move(child));
    if (children.size() > 1 && !children.back().is_condition()) return syntax_error_here();
    if (next() == TokenKind::kw_or) {
      if (!children.back().is_condition()) return syntax_error_here();
      QUONDAM_TRY(count_operator());
    }
  } while (take(TokenKind::kw_or));
  return chain(Kind::disjunction, std::move(children));
}

Result<SyntaxNode> SyntaxParser::parse_conjunction() {
  std::vector<SyntaxNode> children;
  do {
    QUONDAM_ASSIGN(SyntaxNode child, parse_negation());
    children.push_back(std::move(child));
    if (children.size() > 1 && !children.back().is_condition()) return syntax_error_here();
    if (next() == TokenKind::kw_and) {
      if (!children.back().is_condition()) return syntax_error_here();
      QUONDAM_TRY(count_operator());
    }
  } while (take(TokenKind::kw_and));
  return chain(Kind::conjunction, std::move(children));
}

Result<SyntaxNode> SyntaxParser::parse_negation() {
  if (!take(TokenKind::kw_not)) return parse_comparison();
  QUONDAM_TRY(count_operator());
  QUONDAM_ASSIGN(SyntaxNode child, parse_negation());
  if (!child.is_condition()) return syntax_error_here();
  return node(Kind::negation, {}, list_of(std::move(child)));
}

Result<SyntaxNode> SyntaxParser::parse_comparison() {
  QUONDAM_ASSIGN(SyntaxNode left, parse_primary());
  if (!left.is_operand()) return left;
  switch (next()) {
    case TokenKind::comparator: {
      const std::string_view comparator = tokens_[at_++].text;
      QUONDAM_TRY(count_operator());
      QUONDAM_ASSIGN(SyntaxNode right, parse_operand());
      return node(Kind::compare, comparator, list_of(std::move(left), std::move(right)));
    }
    case TokenKind::kw_between:
      return parse_between(std::move(left));
    case TokenKind::kw_in:
      return parse_in(std::move(left));
    default:
      return left;
  }
}

Result<SyntaxNode> SyntaxParser::parse_between(SyntaxNode value) {
  ++at_;
  QUONDAM_TRY(count_operator());
  QUONDAM_ASSIGN(SyntaxNode lower, parse_operand());
  QUONDAM_TRY(expect(TokenKind::kw_and));
  QUONDAM_ASSIGN(SyntaxNode upper, parse_operand());
  return node(Kind::between, {}, list_of(std::move(value), std::move(lower), std::move(upper)));
}

Result<SyntaxNode> SyntaxParser::parse_in(SyntaxNode value) {
  ++at_;
  QUONDAM_TRY(count_operator());
  QUONDAM_TRY(expect(TokenKind::left_parenthesis));
  QUONDAM_ASSIGN(std::vector<SyntaxNode> operands, parse_operand_list());
  operands.insert(operands.begin(), std::move(value));
  return node(Kind::in, {}, std::move(operands));
}

// A parenthesised condition or operand, or an operand.
Result<SyntaxNode> SyntaxParser::parse_primary() {
  if (!take(TokenKind::left_parenthesis)) return parse_unparenthesised_operand();
  QUONDAM_TRY(enter_parenthesis());
  QUONDAM_ASSIGN(SyntaxNode inner, parse_disjunction());
  return close_parenthesis(std::move(inner));
}

Result<SyntaxNode> SyntaxParser::parse_operand() {
  if (!take(TokenKind::left_parenthesis)) return parse_unparenthesised_operand();
  QUONDAM_TRY(enter_parenthesis());
  QUONDAM_ASSIGN(SyntaxNode inner, parse_operand());
  return close_parenthesis(std::move(inner));
}

Result<SyntaxNode> SyntaxParser::close_parenthesis(SyntaxNode inner) {
  QUONDAM_TRY(expect(TokenKind::right_parenthesis));
  --open_parentheses_;
  if (inner.in_parentheses) return invalid(parameter_, message::kRedundantParentheses);
  inner.in_parentheses = true;
  return inner;
}

Result<SyntaxNode> SyntaxParser::parse_unparenthesised_operand() {
  switch (next()) {
    case TokenKind::value_placeholder:
      return parse_value_placeholder();
    case TokenKind::identifier:
      if (tokens_[at_ + 1].kind == TokenKind::left_parenthesis) return parse_function();
      [[fallthrough]];
    case TokenKind::name_placeholder: {
      QUONDAM_ASSIGN(SyntaxPath path, parse_path());
      return SyntaxNode{.kind = Kind::path, .text = {}, .path = std::move(path), .children = {}};
    }
    default:
      return syntax_error_here();
  }
}

Result<SyntaxNode> SyntaxParser::parse_value_placeholder() {
  const std::string_view text = tokens_[at_].text;
  QUONDAM_TRY(expect(TokenKind::value_placeholder));
  return node(Kind::value, text, {});
}

Result<SyntaxNode> SyntaxParser::parse_function() {
  const std::string_view name = tokens_[at_].text;
  at_ += 2;
  QUONDAM_TRY(count_operator());
  QUONDAM_TRY(enter_parenthesis());
  QUONDAM_ASSIGN(std::vector<SyntaxNode> arguments, parse_operand_list());
  --open_parentheses_;
  return node(Kind::function, name, std::move(arguments));
}

// operand, operand, ... up to and with the closing parenthesis.
Result<std::vector<SyntaxNode>> SyntaxParser::parse_operand_list() {
  std::vector<SyntaxNode> operands;
  do {
    QUONDAM_ASSIGN(SyntaxNode operand, parse_operand());
    operands.push_back(std::move(operand));
  } while (take(TokenKind::comma));
  QUONDAM_TRY(expect(TokenKind::right_parenthesis));
  return operands;
}

Result<SyntaxPath> SyntaxParser::parse_path() {
  SyntaxPath path;
  const auto take_name = [&]() -> Result<void> {
    const Token& token = tokens_[at_];
    if (!take(TokenKind::identifier) && !take(TokenKind::name_placeholder)) {
      return syntax_error_here();
    }
    path.push_back({token.kind == TokenKind::identifier ? SyntaxPathElement::Kind::name
                                                        : SyntaxPathElement::Kind::placeholder,
                    token.text});
    return {};
  };
  QUONDAM_TRY(take_name());
  while (true) {
    if (take(TokenKind::dot)) {
      QUONDAM_TRY(take_name());
    } else if (take(TokenKind::left_bracket)) {
      path.push_back({SyntaxPathElement::Kind::index, tokens_[at_].text});
      QUONDAM_TRY(expect(TokenKind::integer));
      QUONDAM_TRY(expect(TokenKind::right_bracket));
    } else {
      return path;
    }
  }
}

Result<SyntaxNode> SyntaxParser::parse_set_value() {
  // The value as a whole may stand in parentheses as well as each operand, hence the lookahead:
  // "(a) + b" and "(a + b)" begin alike.
  const bool parenthesis = take(TokenKind::left_parenthesis);
  if (parenthesis) QUONDAM_TRY(enter_parenthesis());
  SyntaxNode left;
  if (parenthesis) {
    QUONDAM_ASSIGN(SyntaxNode inner, parse_set_value());
    QUONDAM_ASSIGN(left, close_parenthesis(std::move(inner)));
    if (!left.is_operand()) return left;
  } else {
    QUONDAM_ASSIGN(left, parse_unparenthesised_operand());
  }
  if (next() != TokenKind::plus && next() != TokenKind::minus) return left;
  const std::string_view sign = tokens_[at_++].text;
  QUONDAM_TRY(count_operator());
  QUONDAM_ASSIGN(SyntaxNode right, parse_operand());
  return node(Kind::arithmetic, sign, list_of(std::move(left), std::move(right)));
}

}  // namespace quondam::expressions
