// What an expression says before anything in it is looked up: names, placeholders and functions are
// as written. The parsers of the five languages share it; it lives only while they run (its texts
// point into the expression).
//
// DynamoDB reads a whole expression before it looks at names, functions or operands, so a syntax
// error anywhere comes before every other complaint. Redundant parentheses and too many operators
// are found while reading.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/lexer.h"

namespace quondam::expressions {

struct SyntaxPathElement {
  enum class Kind { name, placeholder, index };
  Kind kind;
  std::string_view text;  // the index without its brackets
};
using SyntaxPath = std::vector<SyntaxPathElement>;

struct SyntaxNode {
  enum class Kind {
    path,
    value,     // text: the placeholder
    function,  // text: its name; children: arguments
    compare,   // text: the comparator; children: left, right
    between,   // children: value, lower, upper
    in,        // children: value, candidates...
    negation,  // children: one
    conjunction,
    disjunction,
    arithmetic,  // text: "+" or "-"; children: left, right; in SET only
  };
  Kind kind;
  std::string_view text;
  SyntaxPath path;
  std::vector<SyntaxNode> children;
  bool in_parentheses = false;

  // Whether it can stand where a value, or a condition, is expected. A function can do both.
  [[nodiscard]] bool is_operand() const {
    return kind == Kind::path || kind == Kind::value || kind == Kind::function;
  }
  [[nodiscard]] bool is_condition() const { return kind != Kind::path && kind != Kind::value; }
};

// Reads one expression from its first token to its last. The first error ends the reading.
class SyntaxParser {
 public:
  // `parameter` names the request's parameter in errors. An empty or too long expression is refused
  // here.
  static Result<SyntaxParser> create(std::string_view parameter, std::string_view expression);

  // The whole expression as a condition.
  Result<SyntaxNode> parse_condition();

  // The parts of UpdateExpression and ProjectionExpression.
  Result<SyntaxPath> parse_path();
  Result<SyntaxNode> parse_set_value();  // operand, operand + operand, operand - operand
  Result<SyntaxNode> parse_value_placeholder();

  [[nodiscard]] TokenKind next() const { return tokens_[at_].kind; }
  // Takes the next token if it is of that kind.
  bool take(TokenKind kind);
  Result<void> expect(TokenKind kind);
  Result<void> expect_assignment();  // the "=" of SET
  // The error that the parser cannot go on here.
  [[nodiscard]] tl::unexpected<Error> syntax_error_here() const;

 private:
  SyntaxParser(std::string_view parameter, std::string_view expression);

  Result<SyntaxNode> parse_disjunction();
  Result<SyntaxNode> parse_conjunction();
  Result<SyntaxNode> parse_negation();
  Result<SyntaxNode> parse_comparison();
  Result<SyntaxNode> parse_between(SyntaxNode value);
  Result<SyntaxNode> parse_in(SyntaxNode value);
  Result<SyntaxNode> parse_primary();
  Result<SyntaxNode> parse_operand();
  Result<SyntaxNode> parse_unparenthesised_operand();
  Result<SyntaxNode> parse_function();
  Result<std::vector<SyntaxNode>> parse_operand_list();
  Result<SyntaxNode> close_parenthesis(SyntaxNode inner);

  Result<void> count_operator();
  Result<void> enter_parenthesis();

  std::string_view parameter_;
  std::string_view expression_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t operators_ = 0;
  std::size_t open_parentheses_ = 0;
};

}  // namespace quondam::expressions
