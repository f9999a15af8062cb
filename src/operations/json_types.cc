#include "operations/json_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "item/json.h"

namespace quondam::operations {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kModelPackage = "com.amazonaws.dynamodb.v20120810.";

bool is_whole(dom::element value) {
  return value.is_int64() || value.is_uint64();
}

// The name that AWS's parser has for a scalar.
std::string_view token_name(dom::element value) {
  switch (value.type()) {
    case dom::element_type::BOOL:
      return value.get_bool().value_unsafe() ? "TRUE_VALUE" : "FALSE_VALUE";
    case dom::element_type::STRING:
      return "STRING_VALUE";
    default:
      return is_whole(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  }
}

tl::unexpected<ApiError> unexpected_structure() {
  return refuse(serialization("Start of structure or map found where not expected"));
}

tl::unexpected<ApiError> unexpected_list(std::string_view type) {
  return refuse(serialization(fmt::format("Unrecognized collection type {}", type)));
}

enum class Word { yes, no, neither };

Word word_of(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (upper == "TRUE" || upper == "YES" || upper == "1") return Word::yes;
  if (upper == "FALSE" || upper == "NO" || upper == "0") return Word::no;
  return Word::neither;
}

ApiExpected<void> check_scalar(std::string_view java_type, dom::element value, bool accepted) {
  if (value.is_object()) return unexpected_structure();
  if (value.is_array()) return unexpected_list(fmt::format("class java.lang.{}", java_type));
  if (!accepted) {
    return refuse(
        serialization(fmt::format("{} cannot be converted to {}", token_name(value), java_type)));
  }
  return {};
}

ApiExpected<void> check_boolean(dom::element value) {
  if (value.is_string() && word_of(value.get_string().value_unsafe()) == Word::neither) {
    return refuse(serialization("Unexpected token received from parser"));
  }
  return check_scalar("Boolean", value, value.is_bool() || value.is_string());
}

ApiExpected<void> check_list(const Shape& shape, dom::element value) {
  if (value.is_object()) return unexpected_structure();
  if (!value.is_array()) return refuse(serialization("Unexpected field type"));
  const dom::array elements = value.get_array().value_unsafe();
  for (const dom::element element : elements) {
    if (!element.is_null())
      QUONDAM_TRY(check_json_type(*shape.element, element, Position::element));
  }
  return {};
}

ApiExpected<void> check_map(const Shape& shape, dom::element value) {
  if (value.is_array()) {
    const std::string of = shape.element->kind == Shape::Kind::string
                               ? std::string("java.lang.String")
                               : fmt::format("{}{}", kModelPackage, shape.element->name);
    return unexpected_list(fmt::format("java.util.Map<java.lang.String, {}>", of));
  }
  if (!value.is_object()) return refuse(serialization("Unexpected field type"));
  const dom::object members = value.get_object().value_unsafe();
  for (const auto [name, element] : members) {
    if (!element.is_null())
      QUONDAM_TRY(check_json_type(*shape.element, element, Position::element));
  }
  return {};
}

ApiExpected<void> check_structure(const Shape& shape, dom::element value, Position position) {
  if (value.is_array())
    return unexpected_list(fmt::format("class {}{}", kModelPackage, shape.name));
  if (!value.is_object()) {
    return refuse(serialization(position == Position::element ? "Unexpected value type in payload"
                                                              : "Unexpected field type"));
  }
  const dom::object members = value.get_object().value_unsafe();
  for (const auto [name, element] : members) {
    if (element.is_null()) continue;
    const auto member = std::ranges::find(shape.members, name, &Member::name);
    if (member != shape.members.end()) {
      QUONDAM_TRY(check_json_type(*member->shape, element, Position::member));
    }
  }
  return {};
}

ApiExpected<void> check_attribute_value(dom::element value, Position position) {
  if (position == Position::member && !value.is_object() && !value.is_array()) {
    return refuse(serialization("Unexpected field type"));
  }
  const auto read = item::attribute_value_from_json(value);
  if (!read && read.error().code == ErrorCode::serialization) return refuse(read.error());
  return {};
}

}  // namespace

ApiExpected<void> check_json_type(const Shape& shape, dom::element value, Position position) {
  switch (shape.kind) {
    case Shape::Kind::string:
      return check_scalar("String", value, value.is_string());
    case Shape::Kind::integer:
      return check_scalar("Integer", value, value.is_number());
    case Shape::Kind::long_integer:
      return check_scalar("Long", value, value.is_number());
    case Shape::Kind::real:
      return check_scalar("Double", value, value.is_number());
    case Shape::Kind::timestamp:
      return check_scalar("Date", value, value.is_number());
    case Shape::Kind::boolean:
      return check_boolean(value);
    case Shape::Kind::list:
      return check_list(shape, value);
    case Shape::Kind::map:
      return check_map(shape, value);
    case Shape::Kind::structure:
      return check_structure(shape, value, position);
    case Shape::Kind::attribute_value:
      return check_attribute_value(value, position);
  }
  return {};
}

std::int64_t integer_of(dom::element value) {
  std::int64_t whole = 0;
  if (value.get_int64().get(whole) == simdjson::SUCCESS) return whole;
  if (value.is_uint64()) return std::numeric_limits<std::int64_t>::max();
  constexpr double kBeyond = 9.2e18;
  const double number = std::floor(value.get_double().value_unsafe());
  if (number >= kBeyond) return std::numeric_limits<std::int64_t>::max();
  if (number <= -kBeyond) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

bool boolean_of(dom::element value) {
  if (value.is_bool()) return value.get_bool().value_unsafe();
  return word_of(value.get_string().value_unsafe()) == Word::yes;
}

}  // namespace quondam::operations
