#include "expressions/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace quondam::expressions {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool equals_ignoring_case(std::string_view text, std::string_view upper) {
  return std::equal(text.begin(), text.end(), upper.begin(), upper.end(), [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

constexpr std::array<std::pair<std::string_view, TokenKind>, 9> kKeywords{{
    {"AND", TokenKind::kw_and},
    {"OR", TokenKind::kw_or},
    {"NOT", TokenKind::kw_not},
    {"BETWEEN", TokenKind::kw_between},
    {"IN", TokenKind::kw_in},
    {"SET", TokenKind::kw_set},
    {"REMOVE", TokenKind::kw_remove},
    {"ADD", TokenKind::kw_add},
    {"DELETE", TokenKind::kw_delete},
}};

TokenKind word_kind(std::string_view word) {
  for (const auto& [keyword, kind] : kKeywords) {
    if (equals_ignoring_case(word, keyword)) return kind;
  }
  return TokenKind::identifier;
}

TokenKind symbol_kind(char c) {
  switch (c) {
    case '=':
    case '<':
    case '>':
      return TokenKind::comparator;
    case '+':
      return TokenKind::plus;
    case '-':
      return TokenKind::minus;
    case '(':
      return TokenKind::left_parenthesis;
    case ')':
      return TokenKind::right_parenthesis;
    case '[':
      return TokenKind::left_bracket;
    case ']':
      return TokenKind::right_bracket;
    case '.':
      return TokenKind::dot;
    case ',':
      return TokenKind::comma;
    default:
      return TokenKind::unknown;
  }
}

// One past the word characters from `at` on.
std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

// The kind of the token that begins at `begin`, and where it ends.
std::pair<TokenKind, std::size_t> scan(std::string_view text, std::size_t begin) {
  const char c = text[begin];
  std::size_t end = begin + 1;
  if (is_letter(c)) {
    end = word_end(text, end);
    return {word_kind(text.substr(begin, end - begin)), end};
  }
  if (c == '#' || c == ':') {
    end = word_end(text, end);
    if (end == begin + 1) return {TokenKind::unknown, end};
    return {c == '#' ? TokenKind::name_placeholder : TokenKind::value_placeholder, end};
  }
  if (is_digit(c)) {
    if (c != '0') {
      while (end < text.size() && is_digit(text[end])) ++end;
    }
    return {TokenKind::integer, end};
  }
  const TokenKind kind = symbol_kind(c);
  if (end < text.size() &&
      ((c == '<' && (text[end] == '>' || text[end] == '=')) || (c == '>' && text[end] == '='))) {
    ++end;
  }
  if (kind == TokenKind::unknown) {  // the whole of a UTF-8 sequence, so that messages stay UTF-8
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  }
  return {kind, end};
}

}  // namespace

std::vector<Token> tokenize(std::string_view expression) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < expression.size()) {
    if (is_space(expression[at])) {
      ++at;
      continue;
    }
    const auto [kind, end] = scan(expression, at);
    tokens.push_back({kind, expression.substr(at, end - at), at, end});
    at = end;
  }
  tokens.push_back({TokenKind::end, "<EOF>", expression.size(), expression.size()});
  return tokens;
}

std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens,
                         std::size_t at) {
  const std::size_t begin = at > 0 ? tokens[at - 1].begin : 0;
  const std::size_t end = tokens[std::min(at + 1, tokens.size() - 1)].end;
  return fmt::format("Syntax error; token: \"{}\", near: \"{}\"", tokens[at].text,
                     expression.substr(begin, end - begin));
}

}  // namespace quondam::expressions
