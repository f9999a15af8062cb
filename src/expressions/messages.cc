#include "expressions/messages.h"

#include <fmt/format.h>

namespace quondam::expressions {

tl::unexpected<Error> invalid(std::string_view parameter, std::string_view detail) {
  if (parameter.empty()) return fail(ErrorCode::validation, std::string(detail));
  return fail(ErrorCode::validation, fmt::format("Invalid {}: {}", parameter, detail));
}

namespace message {
namespace {

// How a BETWEEN error shows a bound. DynamoDB's own rendering is that of its Java objects.
std::string bound(const item::AttributeValue& value) {
  std::string text;
  if (const auto* string = value.get_if<std::string>()) {
    text = *string;
  } else if (const auto* number = value.get_if<item::Number>()) {
    text = number->to_string();
  } else if (const auto* binary = value.get_if<item::Binary>()) {
    const std::size_t size = binary->bytes.size();
    text = fmt::format("java.nio.HeapByteBuffer[pos=0 lim={0} cap={0}]", size);
  }
  return fmt::format("AttributeValue: {{{}:{}}}", item::type_name(value.type()), text);
}

std::string_view action_type_name(item::Type type) {
  switch (type) {
    case item::Type::S:
      return "STRING";
    case item::Type::N:
      return "NUMBER";
    case item::Type::B:
      return "BINARY";
    case item::Type::L:
      return "LIST";
    case item::Type::M:
      return "MAP";
    default:
      return item::type_name(type);
  }
}

}  // namespace

std::string too_long(std::string_view parameter, std::size_t size_bytes) {
  std::string text = "Expression size has exceeded the maximum allowed size;";
  // An update's error ends here.
  if (parameter != "UpdateExpression") text += fmt::format(" expression size: {}", size_bytes);
  return text;
}
std::string reserved_word(std::string_view word) {
  return fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", word);
}
std::string index_out_of_range(std::string_view digits) {
  return fmt::format("List index is not within the allowable range; index: [{}]", digits);
}
std::string path_too_deep(std::size_t levels) {
  return fmt::format("The document path has too many nesting levels; nesting levels: {}", levels);
}
std::string undefined_name(std::string_view placeholder) {
  return fmt::format(
      "An expression attribute name used in the document path is not defined; attribute name: {}",
      placeholder);
}
std::string undefined_value(std::string_view placeholder) {
  return fmt::format(
      "An expression attribute value used in expression is not defined; attribute value: {}",
      placeholder);
}

std::string unknown_function(std::string_view function) {
  return fmt::format("Invalid function name; function: {}", function);
}
std::string misplaced_function(std::string_view function) {
  return fmt::format(
      "The function is not allowed to be used this way in an expression; function: {}", function);
}
std::string not_a_condition_function(std::string_view function) {
  return fmt::format("The function is not allowed in a condition expression; function: {}",
                     function);
}
std::string not_an_update_function(std::string_view function) {
  return fmt::format("The function is not allowed in an update expression; function: {}", function);
}

std::string operand_count(std::string_view function, std::size_t count) {
  return fmt::format(
      "Incorrect number of operands for operator or function; operator or function: {}, number of "
      "operands: {}",
      function, count);
}
std::string too_many_in_operands(std::size_t count) {
  return fmt::format("The IN operator is provided with too many operands; number of operands: {}",
                     count);
}
std::string operand_type(std::string_view function, std::string_view type) {
  return fmt::format(
      "Incorrect operand type for operator or function; operator or function: {}, operand type: {}",
      function, type);
}
std::string action_operand_type(std::string_view action, item::Type type) {
  // The type set is ADD's in DELETE's error too.
  return fmt::format(
      "Incorrect operand type for operator or function; operator: {}, operand type: {}, typeSet: "
      "ALLOWED_FOR_ADD_OPERAND",
      action, action_type_name(type));
}
std::string path_required(std::string_view function) {
  return fmt::format("Operator or function requires a document path; operator or function: {}",
                     function);
}
std::string operands_not_distinct(std::string_view function, const Path& first) {
  return fmt::format(
      "The first operand must be distinct from the remaining operands for this operator or "
      "function; operator: {}, first operand: {}",
      function, first.to_string());
}
std::string unknown_type_name(std::string_view type) {
  return fmt::format(
      "Invalid attribute type name found; type: {}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
      type);
}
std::string between_types(const item::AttributeValue& lower, const item::AttributeValue& upper) {
  return fmt::format(
      "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
      "operand: {}, upper bound operand: {}",
      bound(lower), bound(upper));
}
std::string between_order(const item::AttributeValue& lower, const item::AttributeValue& upper) {
  return fmt::format(
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower "
      "bound operand: {}, upper bound operand: {}",
      bound(lower), bound(upper));
}

std::string repeated_section(std::string_view section) {
  return fmt::format("The \"{}\" section can only be used once in an update expression;", section);
}
std::string paths_overlap(const Path& one, const Path& two) {
  return fmt::format(
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path "
      "one: {}, path two: {}",
      one.to_string(), two.to_string());
}
std::string paths_conflict(const Path& one, const Path& two) {
  return fmt::format(
      "Two document paths conflict with each other; must remove or rewrite one of these paths; "
      "path one: {}, path two: {}",
      one.to_string(), two.to_string());
}

}  // namespace message
}  // namespace quondam::expressions
