#include "operations/constraints.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/arn.h"
#include "operations/json_types.h"
#include "operations/patterns.h"
#include "operations/request.h"

namespace quondam::operations {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxReported = 10;
constexpr std::int64_t kMaxTableNameLength = 255;
constexpr std::int64_t kMinNewTableNameLength = 3;

constexpr std::string_view kTableNamesAsKeys =
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member "
    "must have length greater than or equal to 3, Member must satisfy regular expression pattern: "
    "[a-zA-Z0-9_.-]+]";

bool is_table_name(std::string_view text) {
  const std::int64_t length = length_utf16(text);
  return length >= kMinNewTableNameLength && length <= kMaxTableNameLength &&
         matches_name_pattern(text);
}

// What is held against the rules of names: all of it where a moment is none of its parts.
std::string_view table_part(std::string_view text, Moments moments) {
  return moments == Moments::allowed ? split_moment(text).table : text;
}

// A table's name or ARN, of now or of a moment in the past.
bool names_a_table(std::string_view text, Moments moments) {
  const std::string_view table = table_part(text, moments);
  return is_table_name(table) || parse_table_arn(table);
}

// A value as Java prints it, which is how AWS's messages show lists, maps and structures.
std::string java_text(const Shape& shape, dom::element value) {
  if (value.is_null()) return "null";
  switch (shape.kind) {
    case Shape::Kind::string:
      return std::string(value.get_string().value_unsafe());
    case Shape::Kind::integer:
    case Shape::Kind::long_integer:
      return fmt::format("{}", integer_of(value));
    case Shape::Kind::boolean:
      return boolean_of(value) ? "true" : "false";
    case Shape::Kind::real:
    case Shape::Kind::timestamp:
      return fmt::format("{}", value.get_double().value_unsafe());
    case Shape::Kind::list: {
      std::string text = "[";
      const dom::array elements = value.get_array().value_unsafe();
      for (const dom::element element : elements) {
        if (text.size() > 1) text += ", ";
        text += java_text(*shape.element, element);
      }
      return text + "]";
    }
    case Shape::Kind::map: {
      std::string text = "{";
      const dom::object members = value.get_object().value_unsafe();
      for (const auto [key, element] : members) {
        if (text.size() > 1) text += ", ";
        text += fmt::format("{}={}", key, java_text(*shape.element, element));
      }
      return text + "}";
    }
    case Shape::Kind::structure: {
      const Fields fields(shape, value.get_object().value_unsafe());
      std::string text = fmt::format("{}(", shape.name);
      for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const Member& member = shape.members[i];
        if (i > 0) text += ", ";
        const dom::element* given = fields.at(i);
        text += fmt::format("{}={}", lower_first(member.name),
                            given == nullptr ? "null" : java_text(*member.shape, *given));
      }
      return text + ")";
    }
    case Shape::Kind::attribute_value:
      return fmt::format("AttributeValue({})", simdjson::minify(value));
  }
  return "";
}

std::string violation(std::string_view value, std::string_view path, std::string_view constraint) {
  return fmt::format("Value {} at '{}' failed to satisfy constraint: {}", value, path, constraint);
}

// Where in the request something stands; written out only when it is wrong.
struct Path {
  const Path* parent = nullptr;
  std::string_view name;     // of a structure's member, or a map's key
  std::size_t position = 0;  // of a list's element, from 1
  bool element = false;      // of a list or a map: "keySchema.1.member"

  [[nodiscard]] std::string text() const {
    const std::string before = parent == nullptr ? "" : parent->text() + ".";
    if (!element) return before + lower_first(name);
    return position > 0 ? fmt::format("{}{}.member", before, position)
                        : fmt::format("{}{}.member", before, name);
  }
};

// Walks a request along its shape and gathers what is wrong.
class Walk {
 public:
  explicit Walk(Moments moments) : moments_(moments) {}

  void structure(const Fields& fields, const Path* parent) {
    for (std::size_t i = 0; i < fields.shape().members.size(); ++i) {
      const Member& declared = fields.shape().members[i];
      const Path path{.parent = parent, .name = declared.name};
      const dom::element* given = fields.at(i);
      if (given != nullptr) {
        value(*declared.shape, *given, path);
      } else if (declared.presence == Presence::required ||
                 declared.presence == Presence::required_by_service) {
        add("null", path, "Member must not be null");
      }
    }
  }

  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

 private:
  void add(std::string_view value, const Path& path, std::string_view constraint) {
    if (found_.size() < kMaxReported) found_.push_back(violation(value, path.text(), constraint));
  }

  void value(const Shape& shape, dom::element given, const Path& path) {
    if (shape.min_table_name_length) return;
    switch (shape.kind) {
      case Shape::Kind::string:
        string(shape, given, path);
        break;
      case Shape::Kind::integer:
      case Shape::Kind::long_integer:
        number(shape, given, path);
        break;
      case Shape::Kind::list:
        list(shape, given, path);
        break;
      case Shape::Kind::map:
        map(shape, given, path);
        break;
      case Shape::Kind::structure:
        structure(Fields(shape, given.get_object().value_unsafe()), &path);
        break;
      case Shape::Kind::real:
      case Shape::Kind::boolean:
      case Shape::Kind::timestamp:
      case Shape::Kind::attribute_value:
        break;
    }
  }

  void string(const Shape& shape, dom::element given, const Path& path) {
    const std::string_view text = given.get_string().value_unsafe();
    if (!shape.values.empty() && std::ranges::find(shape.values, text) == shape.values.end()) {
      add(quoted(shape, given), path,
          fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape.values, ", ")));
    }
    if (!shape.pattern.empty() && !matches_pattern(shape.pattern, text)) {
      add(quoted(shape, given), path,
          fmt::format("Member must satisfy regular expression pattern: {}", shape.pattern));
    }
    const std::string_view table = table_part(text, moments_);
    if (!shape.service_pattern.empty() && !matches_name_pattern(table) && !parse_table_arn(table)) {
      add(quoted(shape, given), path,
          fmt::format("Member must satisfy regular expression pattern: {}", shape.service_pattern));
    }
    length(shape, given, path, [&] { return length_utf16(text); });
  }

  void number(const Shape& shape, dom::element given, const Path& path) {
    if (shape.limits_elsewhere) return;
    const std::int64_t value = integer_of(given);
    if (shape.min && value < *shape.min) {
      add(quoted(shape, given), path,
          fmt::format("Member must have value greater than or equal to {}", *shape.min));
    }
    const std::optional<std::int64_t> max = shape.service_max ? shape.service_max : shape.max;
    if (max && value > *max) {
      add(quoted(shape, given), path,
          fmt::format("Member must have value less than or equal to {}", *max));
    }
  }

  void list(const Shape& shape, dom::element given, const Path& path) {
    const dom::array array = given.get_array().value_unsafe();
    length(shape, given, path, [&] { return static_cast<std::int64_t>(array.size()); });
    elements(shape, array, path);
  }

  void elements(const Shape& shape, dom::array array, const Path& path) {
    std::size_t position = 0;
    for (const dom::element element : array) {
      ++position;
      if (element.is_null()) continue;
      value(*shape.element, element,
            {.parent = &path, .name = {}, .position = position, .element = true});
    }
  }

  void map(const Shape& shape, dom::element given, const Path& path) {
    const dom::object object = given.get_object().value_unsafe();
    length(shape, given, path, [&] { return static_cast<std::int64_t>(object.size()); });
    if (shape.table_names_as_keys && !keys_are_table_names(object))
      add(quoted(shape, given), path, kTableNamesAsKeys);
    for (const auto [key, element] : object) {
      const auto key_bytes = static_cast<std::int64_t>(key.size());
      if (shape.max_key_length && key_bytes > *shape.max_key_length &&
          length_utf16(key) > *shape.max_key_length) {
        add(quoted(shape, given), path,
            fmt::format("Map keys must satisfy constraint: [Member must have length less than or "
                        "equal to {}]",
                        *shape.max_key_length));
      }
      if (element.is_null()) continue;
      const Path inside{.parent = &path, .name = key, .position = 0, .element = true};
      if (shape.element->kind == Shape::Kind::structure) value(*shape.element, element, inside);
      if (shape.element->kind == Shape::Kind::list) {
        const dom::array array = element.get_array().value_unsafe();
        // A list that is too long or too short is the map's fault, as AWS sees it.
        if (out_of_range(*shape.element, static_cast<std::int64_t>(array.size()))) {
          add(quoted(shape, given), path,
              fmt::format("Map value must satisfy constraint: [Member must have length less than "
                          "or equal to {}, Member must have length greater than or equal to {}]",
                          *shape.element->max, *shape.element->min));
        }
        elements(*shape.element, array, inside);
      }
    }
  }

  [[nodiscard]] bool keys_are_table_names(dom::object object) const {
    return std::ranges::all_of(object, [this](const dom::key_value_pair& member) {
      return names_a_table(member.key, moments_);
    });
  }

  static bool out_of_range(const Shape& shape, std::int64_t length) {
    return (shape.min && length < *shape.min) || (shape.max && length > *shape.max);
  }

  // `measured` is asked only when there is a limit: most strings have none, and some are long.
  template <typename Measure>
  void length(const Shape& shape, dom::element given, const Path& path, const Measure& measured) {
    if (shape.limits_elsewhere || (!shape.min && !shape.max && !shape.service_max)) return;
    const std::int64_t length = measured();
    if (shape.min && length < *shape.min) {
      add(quoted(shape, given), path,
          fmt::format("Member must have length greater than or equal to {}", *shape.min));
    }
    const std::optional<std::int64_t> max = shape.service_max ? shape.service_max : shape.max;
    if (max && length > *max) {
      add(quoted(shape, given), path,
          fmt::format("Member must have length less than or equal to {}", *max));
    }
  }

  static std::string quoted(const Shape& shape, dom::element given) {
    return fmt::format("'{}'", java_text(shape, given));
  }

  Moments moments_;
  std::vector<std::string> found_;
};

ApiExpected<void> check_table_name(std::string_view name, std::string_view path,
                                   std::int64_t min_length, Moments moments) {
  const auto refused = [&, given = name](std::string_view constraint) {
    return refuse(constraint_violated(fmt::format("'{}'", given), path, constraint));
  };
  // A table that is to be made has no past.
  if (min_length < kMinNewTableNameLength) name = table_part(name, moments);
  if (parse_table_arn(name)) return {};
  const std::int64_t length = length_utf16(name);
  if (length < min_length) {
    return refused(fmt::format("Member must have length greater than or equal to {}", min_length));
  }
  if (length > kMaxTableNameLength) {
    return refused(
        fmt::format("Member must have length less than or equal to {}", kMaxTableNameLength));
  }
  if (!matches_name_pattern(name)) {
    return refused(fmt::format("Member must satisfy regular expression pattern: {}", kNamePattern));
  }
  return {};
}

}  // namespace

ApiExpected<void> check_constraints(const Fields& request, Moments moments) {
  for (std::size_t i = 0; i < request.shape().members.size(); ++i) {
    const Member& member = request.shape().members[i];
    if (!member.shape->min_table_name_length || request.at(i) == nullptr) continue;
    QUONDAM_TRY(check_table_name(request.at(i)->get_string().value_unsafe(),
                                 lower_first(member.name), *member.shape->min_table_name_length,
                                 moments));
  }
  Walk walk(moments);
  walk.structure(request, nullptr);
  const auto& found = walk.found();
  if (found.empty()) return {};
  return refuse(validation(fmt::format("{} validation error{} detected: {}", found.size(),
                                       found.size() > 1 ? "s" : "", fmt::join(found, "; "))));
}

ApiExpected<void> check_table_names(const Fields& request, std::string_view map, Moments moments) {
  const dom::element* given = request.find(map);
  if (given == nullptr) return {};
  const Shape& shape = *std::ranges::find(request.shape().members, map, &Member::name)->shape;
  const dom::object object = given->get_object().value_unsafe();
  for (const auto [key, element] : object) {
    if (names_a_table(key, moments)) continue;
    return refuse(constraint_violated(fmt::format("'{}'", java_text(shape, *given)),
                                      lower_first(map), kTableNamesAsKeys));
  }
  return {};
}

ApiError not_a_table_name(std::string_view given) {
  return constraint_violated(
      fmt::format("'{}'", given), "tableName",
      fmt::format("Member must satisfy regular expression pattern: {}", kNamePattern));
}

ApiError constraint_violated(std::string_view value, std::string_view path,
                             std::string_view constraint) {
  return validation(
      fmt::format("1 validation error detected: {}", violation(value, path, constraint)));
}

}  // namespace quondam::operations
