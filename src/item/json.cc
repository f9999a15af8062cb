#include "item/json.h"

#include <algorithm>
#include <optional>

#include "base/json_writer.h"
#include "item/base64.h"
#include "item/size.h"

namespace quondam::item {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::string_view kParameterInvalid = "One or more parameter values were invalid: ";

Error invalid(std::string message) {
  return Error{ErrorCode::validation, std::move(message)};
}
Error parameter_invalid(std::string_view message) {
  return invalid(std::string(kParameterInvalid).append(message));
}
tl::unexpected<Error> wrong_json(std::string message) {
  return fail(ErrorCode::serialization, std::move(message));
}

// How DynamoDB calls a JSON scalar where it expects something else.
std::string_view token_name(element json) {
  switch (json.type()) {
    case element_type::BOOL:
      return json.get_bool().value_unsafe() ? "TRUE_VALUE" : "FALSE_VALUE";
    case element_type::DOUBLE:
      return "DECIMAL_VALUE";
    case element_type::STRING:
      return "STRING_VALUE";
    default:
      return "NUMBER_VALUE";
  }
}

tl::unexpected<Error> unexpected_object() {
  return wrong_json("Start of structure or map found where not expected");
}

std::string join(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out.append(", ");
    out.append(value);
  }
  return out;
}

std::string display(const std::vector<std::string>& values) {
  return join(values);
}
std::string display(const std::vector<Binary>& values) {
  std::vector<std::string> encoded(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) append_base64(encoded[i], values[i].bytes);
  return join(encoded);
}

// Sorts; false, and the order is kept, when two are equal.
template <typename T>
bool sort_unique(std::vector<T>& values) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (values[order[i - 1]] == values[order[i]]) return false;
  }
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t i : order) sorted.push_back(std::move(values[i]));
  values = std::move(sorted);
  return true;
}

// Reads one value, or one item. A wrong JSON type ends the reading; of the bad values the first is
// remembered, while the reading goes on with something harmless in its place.
class Reader {
 public:
  Result<AttributeValue> value(element json, int level);
  Result<Map> map(element json, int level);

  // What was read, unless a bad value was among it.
  template <typename T>
  Result<T> finish(Result<T> read) {
    if (read && error_) return tl::unexpected(*std::move(error_));
    return read;
  }

 private:
  void remember(Error error) {
    if (!error_) error_ = std::move(error);
  }
  // The value, or T{} once the error is remembered.
  template <typename T>
  T check(Result<T> result) {
    if (result) return *std::move(result);
    remember(std::move(result).error());
    return T{};
  }

  Result<AttributeValue> typed(Type type, element json, int level);
  Result<std::string> string(element json);
  Result<std::string> blob(element json);
  Result<bool> boolean(element json);
  Result<List> list(element json, int level);
  // The elements of a set, each read by `read_one`.
  template <typename T, typename ReadOne>
  Result<std::vector<T>> elements(element json, std::string_view kind, ReadOne read_one);

  std::optional<Error> error_;
};

std::optional<Type> type_of_name(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Type::M); ++i) {
    if (type_name(static_cast<Type>(i)) == name) return static_cast<Type>(i);
  }
  return std::nullopt;
}

Result<AttributeValue> Reader::value(element json, int level) {
  AttributeValue result;
  unsigned seen = 0;  // a bit for each type; members of other names are ignored, and so are nulls
  if (json.is_object()) {
    if (level > kMaxNestingLevels) {
      remember(
          invalid("Nesting Levels have exceeded supported limits: Attributes in the item have "
                  "nested levels beyond supported limit"));
      return result;
    }
    const simdjson::dom::object object = json.get_object().value_unsafe();
    for (const auto& [name, member] : object) {
      const auto type = type_of_name(name);
      if (!type || member.is_null()) continue;
      seen |= 1U << static_cast<unsigned>(*type);
      QUONDAM_ASSIGN(result, typed(*type, member, level));
    }
  } else if (json.is_array()) {
    return wrong_json(
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  } else if (!json.is_null()) {
    return wrong_json("Unexpected value type in payload");
  }
  if (seen == 0) {
    remember(
        invalid("Supplied AttributeValue is empty, must contain exactly one of the supported "
                "datatypes"));
  } else if ((seen & (seen - 1)) != 0) {
    remember(
        invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one "
                "of the supported datatypes"));
  }
  return result;
}

Result<AttributeValue> Reader::typed(Type type, element json, int level) {
  switch (type) {
    case Type::S:
      return string(json);
    case Type::N: {
      QUONDAM_ASSIGN(const std::string text, string(json));
      return check(Number::parse(text));
    }
    case Type::B: {
      QUONDAM_ASSIGN(std::string bytes, blob(json));
      return Binary{std::move(bytes)};
    }
    case Type::BOOL: {
      QUONDAM_ASSIGN(const bool truth, boolean(json));
      return AttributeValue(truth);
    }
    case Type::NUL: {
      QUONDAM_ASSIGN(const bool truth, boolean(json));
      if (!truth) {
        remember(parameter_invalid("Null attribute value types must have the value of true"));
      }
      return Null{};
    }
    case Type::SS: {
      QUONDAM_ASSIGN(auto values, elements<std::string>(
                                      json, "string", [this](element one) { return string(one); }));
      return check(make_string_set(std::move(values)));
    }
    case Type::NS: {
      QUONDAM_ASSIGN(auto values,
                     elements<Number>(json, "number", [this](element one) -> Result<Number> {
                       QUONDAM_ASSIGN(const std::string text, string(one));
                       return check(Number::parse(text));
                     }));
      return check(make_number_set(std::move(values)));
    }
    case Type::BS: {
      QUONDAM_ASSIGN(auto values,
                     elements<Binary>(json, "binary", [this](element one) -> Result<Binary> {
                       QUONDAM_ASSIGN(std::string bytes, blob(one));
                       return Binary{std::move(bytes)};
                     }));
      return check(make_binary_set(std::move(values)));
    }
    case Type::L:
      return list(json, level);
    case Type::M:
      return map(json, level);
  }
  return fail(ErrorCode::internal, "an attribute type without a reader");
}

Result<std::string> Reader::string(element json) {
  std::string_view text;
  if (json.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
  if (json.is_array()) return wrong_json("Unrecognized collection type class java.lang.String");
  if (json.is_object()) return unexpected_object();
  return wrong_json(std::string(token_name(json)).append(" cannot be converted to String"));
}

Result<std::string> Reader::blob(element json) {
  std::string_view text;
  if (json.get_string().get(text) == simdjson::SUCCESS) return decode_base64(text);
  if (json.is_array()) {
    return wrong_json("Unrecognized collection type class java.nio.ByteBuffer");
  }
  if (json.is_object()) return unexpected_object();
  return wrong_json("only base-64-encoded strings are convertible to bytes");
}

// DynamoDB takes some strings for booleans.
Result<bool> Reader::boolean(element json) {
  bool truth = false;
  if (json.get_bool().get(truth) == simdjson::SUCCESS) return truth;
  std::string_view text;
  if (json.get_string().get(text) == simdjson::SUCCESS) {
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (upper == "TRUE" || upper == "1" || upper == "YES") return true;
    if (upper == "FALSE" || upper == "0" || upper == "NO") return false;
    return wrong_json("Unexpected token received from parser");
  }
  if (json.is_array()) return wrong_json("Unrecognized collection type class java.lang.Boolean");
  if (json.is_object()) return unexpected_object();
  return wrong_json(std::string(token_name(json)).append(" cannot be converted to Boolean"));
}

template <typename T, typename ReadOne>
Result<std::vector<T>> Reader::elements(element json, std::string_view kind, ReadOne read_one) {
  if (json.is_object()) return unexpected_object();
  if (!json.is_array()) return wrong_json("Unexpected field type");
  const simdjson::dom::array array = json.get_array().value_unsafe();
  std::vector<T> values;
  values.reserve(array.size());
  for (const element one : array) {
    if (one.is_null()) {
      remember(parameter_invalid(
          std::string("An ").append(kind).append(" set  may not have a null as a member")));
      continue;
    }
    QUONDAM_ASSIGN(T value, read_one(one));
    values.push_back(std::move(value));
  }
  return values;
}

Result<List> Reader::list(element json, int level) {
  if (json.is_object()) return unexpected_object();
  if (!json.is_array()) return wrong_json("Unexpected field type");
  const simdjson::dom::array array = json.get_array().value_unsafe();
  List values;
  values.reserve(array.size());
  for (const element one : array) {
    QUONDAM_ASSIGN(AttributeValue read, value(one, level + 1));
    values.push_back(std::move(read));
  }
  return values;
}

Result<Map> Reader::map(element json, int level) {
  if (json.is_array()) {
    return wrong_json(
        "Unrecognized collection type java.util.Map<java.lang.String, "
        "com.amazonaws.dynamodb.v20120810.AttributeValue>");
  }
  if (!json.is_object()) return wrong_json("Unexpected field type");
  const simdjson::dom::object object = json.get_object().value_unsafe();
  Map values;
  for (const auto& [name, member] : object) {
    QUONDAM_ASSIGN(AttributeValue read, value(member, level + 1));
    values.insert_or_assign(std::string(name), std::move(read));
  }
  return values;
}

Result<element> parse(simdjson::dom::parser& parser, std::string_view json) {
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    return wrong_json("not JSON");
  }
  return root;
}

}  // namespace

Result<StringSet> make_string_set(std::vector<std::string> values) {
  if (values.empty()) {
    return tl::unexpected(parameter_invalid("An string set  may not be empty"));
  }
  if (!sort_unique(values)) {
    return tl::unexpected(
        parameter_invalid("Input collection [" + display(values) + "] contains duplicates."));
  }
  return StringSet{std::move(values)};
}

Result<NumberSet> make_number_set(std::vector<Number> values) {
  if (values.empty()) {
    return tl::unexpected(parameter_invalid("An number set  may not be empty"));
  }
  if (!sort_unique(values)) {
    return tl::unexpected(invalid("Input collection contains duplicates"));
  }
  return NumberSet{std::move(values)};
}

Result<BinarySet> make_binary_set(std::vector<Binary> values) {
  if (values.empty()) {
    return tl::unexpected(parameter_invalid("Binary sets should not be empty"));
  }
  if (!sort_unique(values)) {
    return tl::unexpected(parameter_invalid("Input collection [" + display(values) +
                                            "]of type BS contains duplicates."));
  }
  return BinarySet{std::move(values)};
}

Result<AttributeValue> attribute_value_from_json(element json) {
  Reader reader;
  return reader.finish(reader.value(json, 1));
}

Result<Item> item_from_json(element json) {
  Reader reader;
  return reader.finish(reader.map(json, 0));
}

Result<AttributeValue> parse_attribute_value(std::string_view json) {
  simdjson::dom::parser parser;
  QUONDAM_ASSIGN(const element root, parse(parser, json));
  return attribute_value_from_json(root);
}

Result<Item> parse_item(std::string_view json) {
  simdjson::dom::parser parser;
  QUONDAM_ASSIGN(const element root, parse(parser, json));
  return item_from_json(root);
}

}  // namespace quondam::item
