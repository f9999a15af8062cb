// The shapes of requests, declared as data: what AWS's published service model says of each
// parameter (type, required or not, limits, pattern, enumeration), and where the service is known
// to check more than its model says. Every operation's file declares its own; what several share is
// in common_shapes.h.
//
// `quondam shapes` prints all of them, and a test compares them with botocore's copy of the model:
// what the model does not say stands in fields of its own, so that the two stay apart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace quondam {
class JsonWriter;
}

namespace quondam::operations {

struct Shape;

enum class Presence {
  optional,
  required,             // the model requires it
  required_by_service,  // the service requires it, the model does not
  required_elsewhere,   // the model requires it; the operation says so in its own words
};

struct Member {
  std::string_view name;
  const Shape* shape;
  Presence presence = Presence::optional;
};

struct Shape {
  enum class Kind {
    string,
    integer,
    long_integer,
    real,
    boolean,
    timestamp,
    list,
    map,
    structure,
    attribute_value,
  };

  Kind kind;
  // The model's name of the shape; stands in some messages.
  std::string_view name = {};

  // Of a number's value, a string's length, or a list's or map's size.
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  // kNamePattern, or one of operations/patterns.h.
  std::string_view pattern = {};
  // The members of an enumeration, in the order in which AWS's messages list them.
  std::span<const std::string_view> values = {};
  std::span<const Member> members = {};             // of a structure
  const Shape* element = nullptr;                   // of a list; the values of a map
  std::optional<std::int64_t> max_key_length = {};  // of a map

  // What the service checks though its model does not say so.
  std::optional<std::int64_t> service_max = {};
  std::string_view service_pattern = {};  // of a string that is not a table's ARN
  bool table_names_as_keys = false;       // of a map
  // A table's name or ARN: looked at before everything else, and told alone. Names have at least
  // this length.
  std::optional<std::int64_t> min_table_name_length = {};
  // The operation checks the limits itself, because AWS's texts or its order are special there;
  // what a map or list holds is checked all the same.
  bool limits_elsewhere = false;
};

inline constexpr std::string_view kNamePattern = "[a-zA-Z0-9_.-]+";

// Whether `text` matches kNamePattern.
bool matches_name_pattern(std::string_view text);

// The length of valid UTF-8 text as the service counts it: in UTF-16 units.
std::int64_t length_utf16(std::string_view text);

// "KeySchema" as AWS's messages call it: "keySchema".
std::string lower_first(std::string_view name);

// The shape as a JSON object {type, name, min, max, pattern, enum, required, members, member,
// key_max}: the model's part only.
void append_shape(JsonWriter& json, const Shape& shape);

}  // namespace quondam::operations
