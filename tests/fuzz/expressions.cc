// Expressions. Input: "C" condition, "U" update, "P" projection or "K" key condition, and the text;
// "#a" to "#d" and ":a" to ":f" can be used (random_subject.h).
#include <array>
#include <set>
#include <string>

#include "expressions/condition_evaluator.h"
#include "expressions/condition_parser.h"
#include "expressions/key_attributes.h"
#include "expressions/key_condition.h"
#include "expressions/projection.h"
#include "expressions/update_evaluator.h"
#include "expressions/update_parser.h"
#include "item/json.h"
#include "item/size.h"
#include "property.h"
#include "random_subject.h"

namespace quondam::fuzz {
namespace {

using namespace expressions;  // NOLINT(google-build-using-namespace): what is looked at

constexpr char kFilter[] = "FilterExpression";

template <typename T>
void require_validation(const Result<T>& refused, std::string_view text) {
  require(refused.error().code == ErrorCode::validation, "a refusal is the client's fault", text);
  require(!refused.error().message.empty(), "a refusal says why", text);
}

const item::KeySchema& key_schema() {
  static const item::KeySchema schema{{{"a", item::Type::N}}, {{"b", item::Type::N}}};
  return schema;
}

void check_condition(std::string_view text, RandomSubject subject) {
  RandomSubject same = subject;
  Placeholders placeholders = subject.placeholders();
  const auto condition = parse_condition(kFilter, text, placeholders);
  if (!condition) return require_validation(condition, text);
  const item::Item item = subject.item();
  const bool holds = evaluate(*condition, item);
  static_cast<void>(evaluate(*condition, {}));
  require(evaluate(*condition, item) == holds, "evaluating changes nothing", text);
  for (const Path& path : paths_of(*condition)) static_cast<void>(path.to_string());
  static_cast<void>(check_filter_excludes_key(*condition, key_schema(), kFilter));

  Placeholders again = same.placeholders();
  const auto negated = parse_condition(kFilter, "NOT (" + std::string(text) + ")", again);
  // It may have become too long, or have parentheses too many.
  if (negated) require(evaluate(*negated, item) != holds, "NOT is the opposite", text);
}

void check_update(std::string_view text, RandomSubject subject) {
  Placeholders placeholders = subject.placeholders();
  const auto update = parse_update(text, placeholders);
  if (!update) return require_validation(update, text);
  const item::Item before = subject.item();
  static_cast<void>(creates_item(*update));
  static_cast<void>(check_update_excludes_key(*update, key_schema()));
  const auto after = apply(*update, before);
  if (!after) return require_validation(after, text);
  std::set<std::string> named;
  for (const Path& path : target_paths(*update)) named.insert(path.attribute());
  for (const auto& [name, value] : before) {
    if (named.contains(name)) continue;
    const auto found = after->find(name);
    require(found != after->end() && found->second == value, "what is not named stays", text);
  }
  for (const auto& [name, value] : *after)
    require(named.contains(name) || before.contains(name), "nothing comes that is not named", text);
  static_cast<void>(updated_attributes(*update, before));
  static_cast<void>(updated_attributes(*update, *after));
  // An item that is too deep is refused by whoever stores it.
  if (item::nesting_levels(*after) > item::kMaxNestingLevels) return;
  const auto read = item::parse_item(item::to_json(*after));
  require(read && *read == *after, "the result is an item like any other", text);
}

// Whether `part` is what is left of `whole` when parts of it are taken away.
bool is_part(const item::AttributeValue& part, const item::AttributeValue& whole) {
  if (part == whole) return true;
  if (const auto* map = part.get_if<item::Map>()) {
    const auto* other = whole.get_if<item::Map>();
    if (other == nullptr) return false;
    for (const auto& [name, value] : *map) {
      const auto found = other->find(name);
      if (found == other->end() || !is_part(value, found->second)) return false;
    }
    return true;
  }
  const auto* list = part.get_if<item::List>();
  const auto* other = whole.get_if<item::List>();
  if (list == nullptr || other == nullptr) return false;
  std::size_t at = 0;
  for (const item::AttributeValue& value : *list) {
    while (at < other->size() && !is_part(value, (*other)[at])) ++at;
    if (at++ == other->size()) return false;
  }
  return true;
}

void check_projection(std::string_view text, RandomSubject subject) {
  Placeholders placeholders = subject.placeholders();
  const auto projection = parse_projection(text, placeholders);
  if (!projection) return require_validation(projection, text);
  const item::Item item = subject.item();
  const item::Item part = project(*projection, item);
  require(is_part(part, item), "a projection is a part of the item", text);
  bool by_position = false;
  for (const Path& path : projection->paths) {
    const auto* found = find(path, item);
    for (const PathElement& element : path.elements)
      by_position = by_position || std::holds_alternative<std::uint64_t>(element);
    if (found != nullptr) require(part.contains(path.attribute()), "what is named is there", text);
  }
  if (!by_position)
    require(project(*projection, part) == part, "a projection of itself is the same", text);
}

void check_key_condition(std::string_view text, RandomSubject subject) {
  Placeholders placeholders = subject.placeholders();
  const auto condition = parse_key_condition(text, placeholders);
  if (!condition) return require_validation(condition, text);
  const auto terms = key_terms(*condition);
  if (!terms) return require_validation(terms, text);
  const auto key = resolve_key_condition(*terms, key_schema());
  if (!key) return require_validation(key, text);
  const item::StateKey partition = item::encode_partition(item::kTableIndex, key->partition);
  const item::KeyRange range = item::query_range(partition, key->sort_equal, key->sort_range);
  // Query reads a range of keys; the condition itself says which items those are.
  for (int a = 0; a < 4; ++a) {
    for (int b = 0; b < 4; ++b) {
      const item::Item item{{"a", item::Number::from_integer(a)},
                            {"b", item::Number::from_integer(b)}};
      const std::string bytes = item::encode_key(key_schema(), item)->bytes;
      const bool inside =
          !range.empty() && bytes >= range.begin && (range.end.empty() || bytes < range.end);
      require(inside == evaluate(*condition, item), "the range holds what the condition says",
              text);
    }
  }
}

}  // namespace
}  // namespace quondam::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quondam::fuzz;
  const std::string_view input = view(data, size);
  // Text comes out of JSON, which is UTF-8.
  if (input.empty() || !simdjson::validate_utf8(input)) return 0;
  const std::string_view text = input.substr(1);
  const RandomSubject subject(seed_of(input));
  if (input.front() == 'C') check_condition(text, subject);
  if (input.front() == 'U') check_update(text, subject);
  if (input.front() == 'P') check_projection(text, subject);
  if (input.front() == 'K') check_key_condition(text, subject);
  return 0;
}
