#include "operations/shape.h"

#include <algorithm>

#include "base/json_writer.h"

namespace quondam::operations {
namespace {

std::string_view type_of(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::string:
      return "string";
    case Shape::Kind::integer:
      return "integer";
    case Shape::Kind::long_integer:
      return "long";
    case Shape::Kind::real:
      return "double";
    case Shape::Kind::boolean:
      return "boolean";
    case Shape::Kind::timestamp:
      return "timestamp";
    case Shape::Kind::list:
      return "list";
    case Shape::Kind::map:
      return "map";
    case Shape::Kind::structure:
      return "structure";
    case Shape::Kind::attribute_value:
      return "attribute_value";
  }
  return "";
}

bool in_model_required(const Member& member) {
  return member.presence == Presence::required || member.presence == Presence::required_elsewhere;
}

}  // namespace

bool matches_name_pattern(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

std::int64_t length_utf16(std::string_view text) {
  std::int64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;  // a continuation byte
    units += byte >= 0xF0 ? 2 : 1;        // four bytes of UTF-8 are a surrogate pair
  }
  return units;
}

std::string lower_first(std::string_view name) {
  std::string lower(name);
  if (!lower.empty() && lower[0] >= 'A' && lower[0] <= 'Z')
    lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
  return lower;
}

void append_shape(JsonWriter& json, const Shape& shape) {
  json.begin_object();
  json.key("type").string(type_of(shape));
  if (!shape.name.empty()) json.key("name").string(shape.name);
  if (shape.min) json.key("min").number(*shape.min);
  if (shape.max) json.key("max").number(*shape.max);
  if (!shape.pattern.empty()) json.key("pattern").string(shape.pattern);
  if (!shape.values.empty()) {
    json.key("enum").begin_array();
    for (const std::string_view value : shape.values) json.string(value);
    json.end_array();
  }
  if (shape.max_key_length) json.key("key_max").number(*shape.max_key_length);
  if (shape.element != nullptr) append_shape(json.key("member"), *shape.element);
  if (shape.kind == Shape::Kind::structure) {
    json.key("required").begin_array();
    for (const Member& member : shape.members) {
      if (in_model_required(member)) json.string(member.name);
    }
    json.end_array();
    json.key("members").begin_object();
    for (const Member& member : shape.members) append_shape(json.key(member.name), *member.shape);
    json.end_object();
  }
  json.end_object();
}

}  // namespace quondam::operations
