// The words that a PartiQL statement cannot use as names unless they stand in double quotes: those
// of SQL-92 and PartiQL's own, as the PartiQL reference implementation lists them. (Other words
// than DynamoDB's expressions reserve.)
#pragma once

#include <string_view>

namespace quondam::expressions::partiql {

// `word` in lower case.
bool is_keyword(std::string_view word);
// Keywords that stand for an operator, such as "like".
bool is_operator_word(std::string_view word);
// Keywords that name a function where a parenthesis follows, such as "size".
bool is_function_word(std::string_view word);

}  // namespace quondam::expressions::partiql
