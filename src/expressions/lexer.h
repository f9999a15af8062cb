// Tokens of the expression languages (all five share them), and the text of a syntax error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace quondam::expressions {

enum class TokenKind {
  identifier,         // a letter, then letters, digits and '_'
  name_placeholder,   // #name
  value_placeholder,  // :value
  integer,            // 0, or digits without a leading 0
  kw_and,
  kw_or,
  kw_not,
  kw_between,
  kw_in,
  kw_set,
  kw_remove,
  kw_add,
  kw_delete,
  comparator,  // = <> < <= > >=
  plus,
  minus,
  left_parenthesis,
  right_parenthesis,
  left_bracket,
  right_bracket,
  dot,
  comma,
  unknown,  // a character that no expression may contain
  end,      // after the last token; its text is "<EOF>"
};

struct Token {
  TokenKind kind;
  std::string_view text;  // into the expression
  std::size_t begin;      // byte offsets in the expression
  std::size_t end;
};

// Splits an expression; the last token is `end`. Never fails: what cannot stand in an expression
// becomes `unknown`.
std::vector<Token> tokenize(std::string_view expression);

// DynamoDB's words for a parser that cannot go on at tokens[at]: the token, and the expression's
// text from the token before it to the one after it.
std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens,
                         std::size_t at);

}  // namespace quondam::expressions
