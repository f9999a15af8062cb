#include "expressions/resolve.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include "expressions/messages.h"
#include "expressions/reserved_words.h"

namespace quondam::expressions {
namespace {

using Kind = SyntaxNode::Kind;

constexpr std::size_t kMaxPathLevels = 32;
constexpr std::uint64_t kMaxListIndex = std::numeric_limits<std::int32_t>::max();

struct Function {
  std::string_view name;
  Place place;
};
constexpr auto kFunctions = std::to_array<Function>({
    {"attribute_exists", Place::condition},
    {"attribute_not_exists", Place::condition},
    {"attribute_type", Place::condition},
    {"begins_with", Place::condition},
    {"contains", Place::condition},
    {"size", Place::operand},
    {"if_not_exists", Place::update},
    {"list_append", Place::update},
});

Result<void> check_function(std::string_view parameter, std::string_view name, Place place) {
  const auto* function = std::find_if(kFunctions.begin(), kFunctions.end(),
                                      [&](const Function& f) { return f.name == name; });
  if (function == kFunctions.end()) return invalid(parameter, message::unknown_function(name));
  if (function->place == place) return {};
  if (place == Place::update) return invalid(parameter, message::not_an_update_function(name));
  if (function->place == Place::update) {
    return invalid(parameter, message::not_a_condition_function(name));
  }
  return invalid(parameter, message::misplaced_function(name));
}

// The index, or nothing when it is beyond what a list can have.
std::optional<std::uint64_t> parse_index(std::string_view digits) {
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{} || index > kMaxListIndex) return std::nullopt;
  return index;
}

Place place_of_children(const SyntaxNode& node, Place place) {
  if (place == Place::update) return Place::update;
  switch (node.kind) {
    case Kind::negation:
    case Kind::conjunction:
    case Kind::disjunction:
      return Place::condition;
    default:
      return Place::operand;
  }
}

}  // namespace

Result<void> check_words(std::string_view parameter, const SyntaxPath& path) {
  for (const SyntaxPathElement& element : path) {
    if (element.kind == SyntaxPathElement::Kind::name && is_reserved_word(element.text)) {
      return invalid(parameter, message::reserved_word(element.text));
    }
    if (element.kind == SyntaxPathElement::Kind::index && !parse_index(element.text)) {
      return invalid(parameter, message::index_out_of_range(element.text));
    }
  }
  return {};
}

Result<void> check_words(std::string_view parameter, const SyntaxNode& node, Place place) {
  if (node.kind == Kind::path) return check_words(parameter, node.path);
  if (node.kind == Kind::function) QUONDAM_TRY(check_function(parameter, node.text, place));
  for (const SyntaxNode& child : node.children) {
    QUONDAM_TRY(check_words(parameter, child, place_of_children(node, place)));
  }
  return {};
}

Result<Path> Resolver::resolve(const SyntaxPath& path) {
  Path resolved;
  resolved.elements.reserve(path.size());
  for (const SyntaxPathElement& element : path) {
    switch (element.kind) {
      case SyntaxPathElement::Kind::name:
        resolved.elements.emplace_back(std::string(element.text));
        break;
      case SyntaxPathElement::Kind::placeholder: {
        const std::string* name = placeholders_.use_name(element.text);
        if (name == nullptr) return invalid(parameter_, message::undefined_name(element.text));
        resolved.elements.emplace_back(*name);
        break;
      }
      case SyntaxPathElement::Kind::index:
        resolved.elements.emplace_back(parse_index(element.text).value_or(kMaxListIndex));
        break;
    }
  }
  if (path.size() > kMaxPathLevels) {
    return invalid(parameter_, message::path_too_deep(path.size()));
  }
  return resolved;
}

Result<Resolved> Resolver::resolve(const SyntaxNode& node) {
  Resolved resolved{.kind = node.kind, .text = node.text, .path = {}, .value = {}, .children = {}};
  if (node.kind == Kind::path) {
    QUONDAM_ASSIGN(resolved.path, resolve(node.path));
  } else if (node.kind == Kind::value) {
    const item::AttributeValue* value = placeholders_.use_value(node.text);
    if (value == nullptr) return invalid(parameter_, message::undefined_value(node.text));
    resolved.value = *value;
  }
  resolved.children.reserve(node.children.size());
  for (const SyntaxNode& child : node.children) {
    QUONDAM_ASSIGN(Resolved resolved_child, resolve(child));
    resolved.children.push_back(std::move(resolved_child));
  }
  return resolved;
}

Result<void> Resolver::check_names(const SyntaxNode& node) {
  if (node.kind == Kind::path) QUONDAM_TRY(resolve(node.path));
  for (const SyntaxNode& child : node.children) QUONDAM_TRY(check_names(child));
  return {};
}

}  // namespace quondam::expressions
