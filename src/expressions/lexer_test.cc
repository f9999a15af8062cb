#include "expressions/lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace quondam::expressions {
namespace {

std::vector<std::string> texts(std::string_view expression) {
  std::vector<std::string> out;
  for (const Token& token : tokenize(expression)) out.emplace_back(token.text);
  return out;
}

TEST(Lexer, SplitsWordsPlaceholdersNumbersAndSymbols) {
  EXPECT_EQ(texts("a.b[10]<>:v_1 AND(#n<=c)"),
            (std::vector<std::string>{"a", ".", "b", "[", "10", "]", "<>", ":v_1", "AND", "(", "#n",
                                      "<=", "c", ")", "<EOF>"}));
  EXPECT_EQ(texts(""), (std::vector<std::string>{"<EOF>"}));
  EXPECT_EQ(texts(" \t\r\n"), (std::vector<std::string>{"<EOF>"}));
}

TEST(Lexer, KnowsKeywordsInAnyCase) {
  EXPECT_EQ(tokenize("bEtWeEn")[0].kind, TokenKind::kw_between);
  EXPECT_EQ(tokenize("set")[0].kind, TokenKind::kw_set);
  EXPECT_EQ(tokenize("sets")[0].kind, TokenKind::identifier);
  EXPECT_EQ(tokenize("#set")[0].kind, TokenKind::name_placeholder);
}

// "_123" is not a name, and "00" is two numbers. Source: the alternator tests of ScyllaDB (which
// quote the error of DynamoDB), and DynamoDB Local.
TEST(Lexer, StopsWordsAndNumbersWhereDynamoDbDoes) {
  EXPECT_EQ(texts("_123"), (std::vector<std::string>{"_", "123", "<EOF>"}));
  EXPECT_EQ(texts("007"), (std::vector<std::string>{"0", "0", "7", "<EOF>"}));
  EXPECT_EQ(texts("1a"), (std::vector<std::string>{"1", "a", "<EOF>"}));
}

TEST(Lexer, KeepsUnknownCharactersWhole) {
  EXPECT_EQ(texts("ü > a"), (std::vector<std::string>{"ü", ">", "a", "<EOF>"}));
  EXPECT_EQ(texts(": #"), (std::vector<std::string>{":", "#", "<EOF>"}));
  EXPECT_EQ(tokenize("!")[0].kind, TokenKind::unknown);
}

TEST(Lexer, ShowsASyntaxErrorWithItsNeighbours) {
  const std::string expression = "SET  _123 = :v ";
  const std::vector<Token> tokens = tokenize(expression);
  EXPECT_EQ(syntax_error(expression, tokens, 0), R"(Syntax error; token: "SET", near: "SET  _")");
  EXPECT_EQ(syntax_error(expression, tokens, 1), R"(Syntax error; token: "_", near: "SET  _123")");
  EXPECT_EQ(syntax_error(expression, tokens, 5), R"(Syntax error; token: "<EOF>", near: ":v ")");
}

}  // namespace
}  // namespace quondam::expressions
