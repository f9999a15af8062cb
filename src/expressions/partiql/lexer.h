// Tokens of PartiQL statements.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quondam::expressions::partiql {

// Where a token stands, as DynamoDB's messages have it: "1:23:5", counted in characters from 1.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t length = 0;

  [[nodiscard]] std::string to_string() const;
};

enum class TokenKind {
  word,         // a name without quotes
  quoted_name,  // "name"
  keyword,      // in lower case
  string,       // 'text'
  number,       // without a sign
  parameter,    // ?
  symbol,       // everything else: "(", "<<", "<>", ...
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;  // of names and strings: without quotes
  Position position;

  [[nodiscard]] bool is_symbol(std::string_view wanted) const {
    return kind == TokenKind::symbol && text == wanted;
  }
  [[nodiscard]] bool is_keyword(std::string_view wanted) const {
    return kind == TokenKind::keyword && text == wanted;
  }
};

// The text of a syntax error: "Statement wasn't well formed, can't be processed: " and the detail.
tl::unexpected<Error> malformed(std::string_view detail);

// Splits a statement, without its comments; the last token is `end`. An error (ErrorCode::
// validation) has no detail: a character that no statement may contain, a literal, name or comment
// that does not end, a number whose exponent or scale does not fit 32 bits.
Result<std::vector<Token>> tokenize(std::string_view statement);

}  // namespace quondam::expressions::partiql
