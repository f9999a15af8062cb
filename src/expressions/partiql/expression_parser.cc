#include "expressions/partiql/expression_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "expressions/partiql/keywords.h"

namespace quondam::expressions::partiql {
namespace {

using Kind = Node::Kind;

constexpr int kLogicalNot = 30;
constexpr int kEquality = 40;
constexpr int kComparison = 50;

struct Operator {
  std::string_view text;
  int precedence;
};
constexpr auto kOperators = std::to_array<Operator>({
    {"or", 10},
    {"and", 20},
    {"=", kEquality},
    {"<>", kEquality},
    {"!=", kEquality},
    {"is", kEquality},
    {"in", kEquality},
    {"<", kComparison},
    {"<=", kComparison},
    {">", kComparison},
    {">=", kComparison},
    {"between", kComparison},
    {"like", kComparison},
    {"+", 60},
    {"-", 60},
    {"||", 60},
    {"*", 70},
    {"/", 70},
    {"%", 70},
});

// Types that IS knows; of two words the first.
constexpr auto kTypes = std::to_array<std::string_view>(
    {"missing", "null",   "boolean",   "bool",   "smallint", "integer", "int",     "int4",
     "int8",    "float",  "real",      "double", "decimal",  "dec",     "numeric", "timestamp",
     "date",    "time",   "character", "char",   "varchar",  "string",  "symbol",  "clob",
     "blob",    "struct", "tuple",     "list",   "sexp",     "bag"});

tl::unexpected<Error> too_deep() {
  return malformed("The statement is nested too deeply");
}

Node node(Kind kind, const Position& position, std::string text = {}) {
  Node made;
  made.kind = kind;
  made.position = position;
  made.text = std::move(text);
  return made;
}

bool is_operator(const Token& token) {
  if (token.kind == TokenKind::keyword) return is_operator_word(token.text) || token.text == "not";
  return token.kind == TokenKind::symbol &&
         (token.text == "@" ||
          std::ranges::find(kOperators, token.text, &Operator::text) != kOperators.end());
}

// Counts a level of recursion for as long as it lives.
class Level {
 public:
  explicit Level(int& depth) : depth_(depth) { ++depth_; }
  ~Level() { --depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  int& depth_;
};

}  // namespace

const Token& ExpressionParser::next(std::size_t offset) const {
  return tokens_[std::min(at_ + offset, tokens_.size() - 1)];
}

bool ExpressionParser::take_symbol(std::string_view symbol) {
  if (!next().is_symbol(symbol)) return false;
  ++at_;
  return true;
}

bool ExpressionParser::take_keyword(std::string_view keyword) {
  if (!next().is_keyword(keyword)) return false;
  ++at_;
  return true;
}

Result<void> ExpressionParser::expect_symbol(std::string_view symbol) {
  if (take_symbol(symbol)) return {};
  return malformed(std::string("Expected ") += symbol);
}

Node ExpressionParser::leaf(Kind kind) {
  const Token token = take();
  return node(kind, token.position, token.text);
}

Result<Node> ExpressionParser::grown(Node node) {
  int below = 0;
  for (const Node& child : node.children) below = std::max(below, child.height);
  node.height = below + 1;
  if (node.height > kMaxHeight) return too_deep();
  return node;
}

// ---- operators ----

std::optional<ExpressionParser::Infix> ExpressionParser::infix() const {
  const bool negated = next().is_keyword("not");
  const Token& token = next(negated ? 1 : 0);
  if (token.kind != TokenKind::keyword && token.kind != TokenKind::symbol) return std::nullopt;
  if (negated && token.text != "in" && token.text != "between" && token.text != "like")
    return std::nullopt;
  const auto* found = std::ranges::find(kOperators, token.text, &Operator::text);
  if (found == kOperators.end()) return std::nullopt;
  const std::string_view text = found->text == "!=" ? "<>" : found->text;
  return Infix{text, found->precedence, negated ? std::size_t{2} : std::size_t{1}, negated};
}

Result<Node> ExpressionParser::parse_expression(int precedence) {
  const Level level(depth_);
  if (depth_ > kMaxHeight) return too_deep();
  QUONDAM_ASSIGN(Node left, parse_term());
  while (true) {
    const auto op = infix();
    if (!op || op->precedence <= precedence) return left;
    QUONDAM_ASSIGN(left, parse_right_side(*op, std::move(left)));
  }
}

Result<Node> ExpressionParser::parse_right_side(const Infix& op, Node left) {
  if (op.text == "is") return parse_is(std::move(left));
  at_ += op.tokens;
  if (next().kind == TokenKind::end)
    return malformed("Missing right-hand side expression of infix operator");
  if (op.text == "between") return parse_between(op, std::move(left));
  QUONDAM_ASSIGN(Node right, parse_expression(op.precedence));

  const Kind kind = op.text == "or" ? Kind::disjunction : Kind::conjunction;
  const bool logical = op.text == "or" || op.text == "and";
  // One chain of AND or OR is one node, however long it is.
  if (logical && left.kind == kind && !left.in_parentheses) {
    left.children.push_back(std::move(right));
    return grown(std::move(left));
  }
  Node made = node(logical           ? kind
                   : op.text == "in" ? Kind::in
                                     : Kind::infix,
                   left.position, std::string(op.text));
  made.negated = op.negated;
  made.children.push_back(std::move(left));
  made.children.push_back(std::move(right));
  return grown(std::move(made));
}

Result<Node> ExpressionParser::parse_between(const Infix& op, Node value) {
  Node made = node(Kind::between, value.position);
  made.negated = op.negated;
  QUONDAM_ASSIGN(Node lower, parse_expression(kComparison));
  if (!take_keyword("and")) return malformed("Expected AND after BETWEEN");
  if (next().kind == TokenKind::end) return malformed("Expected expression after AND");
  QUONDAM_ASSIGN(Node upper, parse_expression(kComparison));
  made.children.push_back(std::move(value));
  made.children.push_back(std::move(lower));
  made.children.push_back(std::move(upper));
  return grown(std::move(made));
}

Result<Node> ExpressionParser::parse_is(Node value) {
  take();
  Node made = node(Kind::is, value.position);
  made.negated = take_keyword("not");
  const Token type = next();
  made.text = lower_case(type.text);
  const bool named = type.kind == TokenKind::word || type.kind == TokenKind::keyword;
  if (!named || std::ranges::find(kTypes, made.text) == kTypes.end())
    return malformed("Expected type name");
  take();
  if (made.text == "double" && !take_keyword("precision")) return malformed("Expected type name");
  if (made.text == "character") take_keyword("varying");
  made.children.push_back(std::move(value));
  return grown(std::move(made));
}

// ---- terms ----

Result<Node> ExpressionParser::parse_term() {
  if (next().is_keyword("not")) {
    Node made = node(Kind::negation, take().position);
    QUONDAM_ASSIGN(Node child, parse_expression(kLogicalNot));
    made.children.push_back(std::move(child));
    return grown(std::move(made));
  }
  if (next().is_symbol("+") || next().is_symbol("-")) return parse_sign();
  return parse_primary();
}

// A number takes its sign in; before anything else a sign is an operator.
Result<Node> ExpressionParser::parse_sign() {
  const Level level(depth_);
  if (depth_ > kMaxHeight) return too_deep();
  const Token sign = take();
  const bool again = next().is_symbol("+") || next().is_symbol("-");
  QUONDAM_ASSIGN(Node child, again ? parse_sign() : parse_primary());
  if (child.kind == Kind::number && !child.in_parentheses) {
    if (sign.text == "-") {
      if (child.text.starts_with('-')) {
        child.text.erase(0, 1);
      } else {
        child.text.insert(0, 1, '-');
      }
    }
    return child;
  }
  Node made = node(Kind::sign, sign.position, sign.text);
  made.children.push_back(std::move(child));
  return grown(std::move(made));
}

Result<Node> ExpressionParser::parse_primary() {
  switch (next().kind) {
    case TokenKind::string:
      return leaf(Kind::string);
    case TokenKind::number:
      return leaf(Kind::number);
    case TokenKind::parameter: {
      const auto before = std::ranges::count_if(
          tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(at_),
          [](const Token& token) { return token.kind == TokenKind::parameter; });
      Node made = leaf(Kind::parameter);
      made.index = static_cast<std::size_t>(before);
      return made;
    }
    case TokenKind::word:
      if (next(1).is_symbol("(")) return parse_call();
      [[fallthrough]];
    case TokenKind::quoted_name:
      return parse_path();
    case TokenKind::keyword:
      return parse_keyword();
    case TokenKind::symbol:
      if (next().text == "(") return parse_group();
      if (next().text == "[") return parse_list(Kind::list, "]");
      if (next().text == "<<") return parse_list(Kind::bag, ">>");
      if (next().text == "{") return parse_tuple();
      if (is_operator(next())) return malformed("Unexpected operator");
      [[fallthrough]];
    case TokenKind::end:
      break;
  }
  return malformed("Unexpected term");
}

Result<Node> ExpressionParser::parse_keyword() {
  const std::string& word = next().text;
  if (word == "true" || word == "false") return leaf(Kind::boolean);
  if (word == "null") return leaf(Kind::null);
  if (word == "missing") return leaf(Kind::missing);
  if (is_function_word(word) && next(1).is_symbol("(")) return parse_call();
  return malformed(is_operator(next()) ? "Unexpected operator" : "Unexpected keyword");
}

// (a) is a; (a, b) is a list.
Result<Node> ExpressionParser::parse_group() {
  const Position position = take().position;
  if (next().is_symbol(")")) return malformed("Expression group cannot be empty");
  QUONDAM_ASSIGN(Node first, parse_expression());
  if (!next().is_symbol(",")) {
    QUONDAM_TRY(expect_symbol(")"));
    first.in_parentheses = true;
    return first;
  }
  take();
  Node list = node(Kind::list, position);
  list.children.push_back(std::move(first));
  QUONDAM_TRY(parse_elements(list, ")"));
  return grown(std::move(list));
}

Result<Node> ExpressionParser::parse_call() {
  const Token name = take();
  Node call = node(Kind::call, name.position, lower_case(name.text));
  take();
  // COUNT(*) and its like: no argument, which is not what its function is refused for.
  if (next().is_symbol("*") && next(1).is_symbol(")")) take();
  if (!take_symbol(")")) QUONDAM_TRY(parse_elements(call, ")"));
  return grown(std::move(call));
}

Result<Node> ExpressionParser::parse_list(Kind kind, std::string_view closing) {
  Node list = node(kind, take().position);
  if (!take_symbol(closing)) QUONDAM_TRY(parse_elements(list, closing));
  return grown(std::move(list));
}

Result<void> ExpressionParser::parse_elements(Node& list, std::string_view closing) {
  do {
    QUONDAM_ASSIGN(Node element, parse_expression());
    list.children.push_back(std::move(element));
  } while (take_symbol(","));
  return expect_symbol(closing);
}

Result<Node> ExpressionParser::parse_tuple() {
  Node tuple = node(Kind::tuple, take().position);
  if (take_symbol("}")) return tuple;
  do {
    QUONDAM_ASSIGN(Node name, parse_expression());
    QUONDAM_TRY(expect_symbol(":"));
    QUONDAM_ASSIGN(Node value, parse_expression());
    tuple.children.push_back(std::move(name));
    tuple.children.push_back(std::move(value));
  } while (take_symbol(","));
  QUONDAM_TRY(expect_symbol("}"));
  return grown(std::move(tuple));
}

// ---- paths ----

Result<Node> ExpressionParser::parse_simple_path() {
  if (next().kind == TokenKind::word || next().kind == TokenKind::quoted_name) return parse_path();
  return malformed("Expected identifier for simple path");
}

Result<Node> ExpressionParser::parse_path() {
  Node path = leaf(Kind::path);
  while (true) {
    if (take_symbol(".")) {
      const TokenKind kind = next().kind;
      if (kind != TokenKind::word && kind != TokenKind::quoted_name) {
        return malformed("Invalid path dot component");
      }
      path.children.push_back(leaf(Kind::name_step));
    } else if (next().is_symbol("[")) {
      Node step = node(Kind::index_step, take().position);
      QUONDAM_ASSIGN(Node index, parse_expression());
      QUONDAM_TRY(expect_symbol("]"));
      step.children.push_back(std::move(index));
      QUONDAM_ASSIGN(step, grown(std::move(step)));
      path.children.push_back(std::move(step));
    } else {
      return grown(std::move(path));
    }
  }
}

}  // namespace quondam::expressions::partiql
