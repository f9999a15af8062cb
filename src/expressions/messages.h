// DynamoDB's error texts for expressions, all in one place. docs/compatibility.md says where each
// was recorded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"

namespace quondam::expressions {

// "Invalid <parameter>: <detail>", as ErrorCode::validation; the parameter is the request's, such
// as "FilterExpression". PartiQL's statements have none: then it is the detail alone.
tl::unexpected<Error> invalid(std::string_view parameter, std::string_view detail);

namespace message {

inline constexpr std::string_view kEmpty = "The expression can not be empty;";
inline constexpr std::string_view kRedundantParentheses =
    "The expression has redundant parentheses;";
// DynamoDB stops counting at the first operator too many.
inline constexpr std::string_view kTooManyOperators =
    "The expression contains too many operators; operator count: 301";

std::string too_long(std::string_view parameter, std::size_t size_bytes);
std::string reserved_word(std::string_view word);
std::string index_out_of_range(std::string_view digits);
std::string path_too_deep(std::size_t levels);
std::string undefined_name(std::string_view placeholder);
std::string undefined_value(std::string_view placeholder);

std::string unknown_function(std::string_view function);
std::string misplaced_function(std::string_view function);
std::string not_a_condition_function(std::string_view function);
std::string not_an_update_function(std::string_view function);

std::string operand_count(std::string_view function, std::size_t count);
std::string too_many_in_operands(std::size_t count);
std::string operand_type(std::string_view function, std::string_view type);
std::string action_operand_type(std::string_view action, item::Type type);
std::string path_required(std::string_view function);
std::string operands_not_distinct(std::string_view function, const Path& first);
std::string unknown_type_name(std::string_view type);
std::string between_types(const item::AttributeValue& lower, const item::AttributeValue& upper);
std::string between_order(const item::AttributeValue& lower, const item::AttributeValue& upper);

std::string repeated_section(std::string_view section);
std::string paths_overlap(const Path& one, const Path& two);
std::string paths_conflict(const Path& one, const Path& two);

}  // namespace message
}  // namespace quondam::expressions
