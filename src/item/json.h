// The JSON form of attribute values, as the API speaks it: {"S": "..."}, {"N": "1.5"}, {"M":
// {...}}.
//
// Reading answers DynamoDB's errors word for word. DynamoDB looks at the JSON types of a whole
// request before it looks at any value: a wrong JSON type (ErrorCode::serialization) anywhere in a
// value is therefore reported in preference to a bad value (ErrorCode::validation) that stands
// before it. A caller that reads several values keeps to the same order: first read them all and
// answer a serialization error at once, then check the request's other limits, then answer a
// validation error.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "item/attribute_value.h"

namespace quondam::item {

// One attribute value: an object with exactly one type as its member.
Result<AttributeValue> attribute_value_from_json(simdjson::dom::element json);
// An item or a key: an object of attribute values. (Not ExpressionAttributeValues: there DynamoDB
// names the entry in the error, so read them one by one.)
Result<Item> item_from_json(simdjson::dom::element json);

// Append the JSON form, without blanks. Sets and maps come in their stored order.
void append_json(std::string& out, const AttributeValue& value);
void append_json(std::string& out, const Item& item);
std::string to_json(const AttributeValue& value);
std::string to_json(const Item& item);

// Reads JSON text; for tests and tools. Text that is not JSON is ErrorCode::serialization.
Result<AttributeValue> parse_attribute_value(std::string_view json);
Result<Item> parse_item(std::string_view json);

// Builds sets in normal form (sorted). A duplicate or an empty set answers DynamoDB's validation
// error.
Result<StringSet> make_string_set(std::vector<std::string> values);
Result<NumberSet> make_number_set(std::vector<Number> values);
Result<BinarySet> make_binary_set(std::vector<Binary> values);

}  // namespace quondam::item
