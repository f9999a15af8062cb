// The expressions in a statement: conditions, values, paths. By precedence, as the PartiQL
// reference implementation has it: OR, AND, NOT, equality, comparison, addition, multiplication.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/partiql/syntax.h"

namespace quondam::expressions::partiql {

class ExpressionParser {
 public:
  explicit ExpressionParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  // Of an operator that binds more than `precedence`; 0 for everything.
  Result<Node> parse_expression(int precedence = 0);
  // a.b[1], which has to begin with a name.
  Result<Node> parse_simple_path();

  [[nodiscard]] const Token& next(std::size_t offset = 0) const;
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_symbol(std::string_view symbol);
  bool take_keyword(std::string_view keyword);

 private:
  Result<Node> parse_term();
  Result<Node> parse_sign();
  Result<Node> parse_primary();
  Result<Node> parse_group();
  Result<Node> parse_keyword();
  Result<Node> parse_call();
  Result<Node> parse_path();
  Result<Node> parse_list(Node::Kind kind, std::string_view closing);
  Result<Node> parse_tuple();
  Result<void> parse_elements(Node& list, std::string_view closing);

  struct Infix {
    std::string_view text;
    int precedence;
    std::size_t tokens;  // "NOT IN" has two
    bool negated;
  };
  [[nodiscard]] std::optional<Infix> infix() const;
  Result<Node> parse_right_side(const Infix& op, Node left);
  Result<Node> parse_between(const Infix& op, Node value);
  Result<Node> parse_is(Node value);

  Result<void> expect_symbol(std::string_view symbol);
  // Takes a leaf from the next token.
  Node leaf(Node::Kind kind);
  // Refuses a tree that is too high to be walked.
  static Result<Node> grown(Node node);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;  // of recursion
};

}  // namespace quondam::expressions::partiql
