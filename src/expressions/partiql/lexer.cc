#include "expressions/partiql/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/text.h"
#include "expressions/partiql/keywords.h"

namespace quondam::expressions::partiql {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool continues_word(char c) {
  return starts_word(c) || is_digit(c);
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

// The longest first.
constexpr auto kSymbols = std::to_array<std::string_view>(
    {"<<", ">>", "<=", ">=", "<>", "!=", "||", "=", "<", ">", "+", "-", "*",
     "/",  "%",  "(",  ")",  "[",  "]",  "{",  "}", ",", ".", ":", ";", "@"});

// A number as a big decimal has it: its exponent, and its scale, which is the digits behind the
// point less the exponent, are 32-bit integers.
bool fits_decimal(std::string_view number) {
  const std::size_t e = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, e);
  const std::size_t point = mantissa.find('.');
  const auto fraction =
      static_cast<std::int64_t>(point == std::string_view::npos ? 0 : mantissa.size() - point - 1);
  if (e == std::string_view::npos) return true;
  std::string_view digits = number.substr(e + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int32_t exponent = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc{}) return false;
  const std::int64_t scale = fraction - exponent;
  return scale >= std::numeric_limits<std::int32_t>::min() &&
         scale <= std::numeric_limits<std::int32_t>::max();
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    while (true) {
      QUONDAM_TRY(skip_blanks());
      begin_ = at_;
      if (at_ == text_.size()) break;
      QUONDAM_TRY(scan());
    }
    add(TokenKind::end, {});
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] bool ahead(std::string_view wanted) const {
    return text_.substr(at_).starts_with(wanted);
  }
  [[nodiscard]] char look(std::size_t offset = 0) const {
    return at_ + offset < text_.size() ? text_[at_ + offset] : '\0';
  }

  Result<void> skip_blanks() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        ++at_;
      } else if (ahead("--")) {
        at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
      } else if (ahead("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return malformed({});
        at_ = end + 2;
      } else {
        break;
      }
    }
    return {};
  }

  Result<void> scan() {
    const char c = look();
    if (starts_word(c)) return scan_word();
    if (is_digit(c) || (c == '.' && is_digit(look(1)))) return scan_number();
    if (c == '\'') return scan_quoted(TokenKind::string);
    if (c == '"') return scan_quoted(TokenKind::quoted_name);
    if (c == '?') {
      ++at_;
      return add(TokenKind::parameter, {});
    }
    for (const std::string_view symbol : kSymbols) {
      if (!ahead(symbol)) continue;
      at_ += symbol.size();
      return add(TokenKind::symbol, std::string(symbol));
    }
    return malformed({});
  }

  Result<void> scan_word() {
    while (continues_word(look())) ++at_;
    const std::string_view word = text_.substr(begin_, at_ - begin_);
    std::string lower = lower_case(word);
    if (is_keyword(lower)) return add(TokenKind::keyword, std::move(lower));
    return add(TokenKind::word, std::string(word));
  }

  Result<void> scan_number() {
    while (is_digit(look())) ++at_;
    if (look() == '.') ++at_;
    while (is_digit(look())) ++at_;
    if (look() == 'e' || look() == 'E') {
      ++at_;
      if (look() == '+' || look() == '-') ++at_;
      if (!is_digit(look())) return malformed({});
      while (is_digit(look())) ++at_;
    }
    const std::string_view number = text_.substr(begin_, at_ - begin_);
    if (continues_word(look()) || !fits_decimal(number)) return malformed({});
    return add(TokenKind::number, std::string(number));
  }

  // A quote inside is written twice.
  Result<void> scan_quoted(TokenKind kind) {
    const char quote = text_[at_++];
    std::string content;
    while (true) {
      const std::size_t end = text_.find(quote, at_);
      if (end == std::string_view::npos) return malformed({});
      content += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (look() != quote) break;
      content += quote;
      ++at_;
    }
    return add(kind, std::move(content));
  }

  // The token from begin_ to at_.
  Result<void> add(TokenKind kind, std::string text) {
    for (; counted_ < begin_; ++counted_) {
      const char c = text_[counted_];
      if (c == '\n') {
        ++line_;
        column_ = 1;
      } else if (starts_character(c)) {
        ++column_;
      }
    }
    const auto length = static_cast<std::size_t>(
        std::ranges::count_if(text_.substr(begin_, at_ - begin_), starts_character));
    tokens_.push_back({kind, std::move(text), {line_, column_, length}});
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the token that is being read
  // Line and column of the byte at counted_.
  std::size_t counted_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  std::vector<Token> tokens_;
};

}  // namespace

std::string Position::to_string() const {
  return fmt::format("{}:{}:{}", line, column, length);
}

tl::unexpected<Error> malformed(std::string_view detail) {
  return fail(ErrorCode::validation,
              fmt::format("Statement wasn't well formed, can't be processed: {}", detail));
}

Result<std::vector<Token>> tokenize(std::string_view statement) {
  return Lexer(statement).run();
}

}  // namespace quondam::expressions::partiql
