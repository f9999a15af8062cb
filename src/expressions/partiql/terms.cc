#include "expressions/partiql/terms.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "expressions/messages.h"
#include "item/json.h"
#include "item/size.h"

namespace quondam::expressions::partiql {
namespace {

using item::AttributeValue;
using Kind = Node::Kind;

constexpr std::size_t kMaxPathLevels = 32;
constexpr std::uint64_t kMaxListIndex = std::numeric_limits<std::int32_t>::max();

tl::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::validation, std::move(text));
}

// How DynamoDB calls what cannot be a value.
std::string_view name_of(const Node& node) {
  switch (node.kind) {
    case Kind::parameter:
      return "Parameter";
    case Kind::path:
      return "VariableReference";
    case Kind::missing:
      return "MISSING";
    default:
      return node.text.empty() ? std::string_view("UNKNOWN") : std::string_view(node.text);
  }
}

// Reads one literal. `path` is where it stands in the value, as messages name it.
class Reader {
 public:
  explicit Reader(Parameters parameters) : parameters_(parameters) {}

  Result<AttributeValue> read(const Node& node, const std::string& path, int level) {
    if (level > item::kMaxNestingLevels)
      return refuse("Nesting Levels have exceeded supported limits under " + path);
    switch (node.kind) {
      case Kind::string:
        return AttributeValue(node.text);
      case Kind::number:
        return number(node, path);
      case Kind::boolean:
        return AttributeValue(node.text == "true");
      case Kind::null:
        return AttributeValue(item::Null{});
      case Kind::parameter:
        if (level == 1) return parameter(node);
        return unsupported(node, path);
      case Kind::list:
        return list(node, path, level);
      case Kind::tuple:
        return tuple(node, path, level);
      case Kind::bag:
        return bag(node, path);
      default:
        return unsupported(node, path);
    }
  }

 private:
  static tl::unexpected<Error> unsupported(const Node& node, const std::string& path) {
    return refuse_at(fmt::format("Unsupported data type: {} under key {}", name_of(node), path),
                     node.position);
  }

  Result<AttributeValue> parameter(const Node& node) const {
    if (node.index >= parameters_.size())
      return refuse("Number of parameters in request and statement don't match.");
    return parameters_[node.index];
  }

  static Result<item::Number> number(const Node& node, const std::string& path) {
    auto parsed = item::Number::parse(node.text);
    if (!parsed) return refuse(parsed.error().message + " under " + path);
    return parsed;
  }

  Result<AttributeValue> list(const Node& node, const std::string& path, int level) {
    item::List elements;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      QUONDAM_ASSIGN(AttributeValue element,
                     read(node.children[i], fmt::format("{}[{}]", path, i), level + 1));
      elements.push_back(std::move(element));
    }
    return AttributeValue(std::move(elements));
  }

  Result<AttributeValue> tuple(const Node& node, const std::string& path, int level) {
    item::Map members;
    for (std::size_t i = 0; i < node.children.size(); i += 2) {
      const Node& name = node.children[i];
      if (name.kind != Kind::string) {
        return refuse_at(fmt::format("Unsupported data type: {} under key {}", name_of(name), path),
                         name.position);
      }
      QUONDAM_ASSIGN(AttributeValue value,
                     read(node.children[i + 1], fmt::format("{}.{}", path, name.text), level + 1));
      if (!members.emplace(name.text, std::move(value)).second)
        return refuse(fmt::format("Duplicate keys in tuple: {}", name.text));
    }
    return AttributeValue(std::move(members));
  }

  // A set of strings or of numbers; there is no literal of a binary.
  static Result<AttributeValue> bag(const Node& node, const std::string& path) {
    if (node.children.empty()) return refuse("Empty bags are not supported");
    const Kind kind = node.children.front().kind;
    std::vector<std::string> texts;
    for (const Node& element : node.children) {
      if (element.kind != kind || (kind != Kind::string && kind != Kind::number)) {
        return refuse(
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
            "bags");
      }
      texts.push_back(element.text);
    }
    if (kind == Kind::string) return item::make_string_set(std::move(texts));
    std::vector<item::Number> numbers;
    for (const Node& element : node.children) {
      QUONDAM_ASSIGN(item::Number value, number(element, path));
      numbers.push_back(std::move(value));
    }
    auto set = item::make_number_set(std::move(numbers));
    if (set) return *std::move(set);
    return refuse(fmt::format(
        "One or more parameter values were invalid: Input collection [{}] contains duplicates! "
        "under {}",
        fmt::join(texts, ", "), path));
  }

  Parameters parameters_;
};

// A position in a list; the sign of "-0" is fine.
Result<std::uint64_t> index_of(const Node& node) {
  if (node.kind != Kind::number) return refuse_at("Unexpected path component", node.position);
  std::string_view digits = node.text;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  if (!whole || index > kMaxListIndex || (negative && index > 0))
    return refuse_at(message::index_out_of_range(node.text), node.position);
  return index;
}

}  // namespace

tl::unexpected<Error> refuse_at(std::string text, const Position& position) {
  return refuse(fmt::format("{} at {}", text, position.to_string()));
}

bool is_value(const Node& node) {
  switch (node.kind) {
    case Kind::string:
    case Kind::number:
    case Kind::boolean:
    case Kind::null:
    case Kind::parameter:
    case Kind::list:
    case Kind::bag:
    case Kind::tuple:
      return true;
    default:
      return false;
  }
}

Result<AttributeValue> value_of(const Node& node, Parameters parameters) {
  return Reader(parameters).read(node, "root", 1);
}

Result<Path> path_of(const Node& node) {
  Path path{{node.text}};
  for (const Node& step : node.children) {
    if (step.kind == Kind::name_step) {
      path.elements.emplace_back(step.text);
    } else {
      QUONDAM_ASSIGN(const std::uint64_t index, index_of(step.children.front()));
      path.elements.emplace_back(index);
    }
  }
  if (path.elements.size() > kMaxPathLevels)
    return refuse(message::path_too_deep(path.elements.size()));
  return path;
}

}  // namespace quondam::expressions::partiql
