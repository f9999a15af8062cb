#include "expressions/update_evaluator.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "expressions/projection.h"

namespace quondam::expressions {
namespace {

using item::AttributeValue;
using item::Item;

tl::unexpected<Error> invalid_path() {
  return fail(ErrorCode::validation,
              "The document path provided in the update expression is invalid for update");
}
constexpr std::string_view kMissingAttribute =
    "The provided expression refers to an attribute that does not exist in the item";
tl::unexpected<Error> missing_attribute() {
  return fail(ErrorCode::validation, std::string(kMissingAttribute));
}
constexpr std::string_view kWrongType =
    "An operand in the update expression has an incorrect data type";
constexpr std::string_view kLegacyWrongType = "Type mismatch for attribute to update";
tl::unexpected<Error> wrong_type() {
  return fail(ErrorCode::validation, std::string(kWrongType));
}

// ---- where an action writes ----

enum class Target { writable, no_parent, wrong_parent };

// The map or list that holds (or would hold) the path's last element; nullptr at the top level or
// when it is missing.
const AttributeValue* parent_of(const Path& path, const Item& item) {
  if (!path.is_nested()) return nullptr;
  return find(Path{{path.elements.begin(), path.elements.end() - 1}}, item);
}

Target target_of(const Path& path, const Item& item) {
  if (!path.is_nested()) return Target::writable;
  const AttributeValue* parent = parent_of(path, item);
  if (parent == nullptr) return Target::no_parent;
  const bool by_name = std::holds_alternative<std::string>(path.elements.back());
  return parent->type() == (by_name ? item::Type::M : item::Type::L) ? Target::writable
                                                                     : Target::wrong_parent;
}

// ---- what it writes ----

Result<AttributeValue> evaluate_value(const UpdateValue& value, const Item& before);

struct ValueEvaluator {
  const Item& before;

  Result<AttributeValue> operator()(const Path& path) const {
    const AttributeValue* found = find(path, before);
    if (found == nullptr) return missing_attribute();
    return *found;
  }
  Result<AttributeValue> operator()(const AttributeValue& value) const { return value; }
  Result<AttributeValue> operator()(const IfNotExists& function) const {
    if (const AttributeValue* found = find(function.path, before)) return *found;
    return evaluate_value(function.otherwise.front(), before);
  }
  Result<AttributeValue> operator()(const ListAppend& function) const {
    item::List joined;
    for (const UpdateValue& operand : function.lists) {
      QUONDAM_ASSIGN(AttributeValue value, evaluate_value(operand, before));
      auto* list = value.get_if<item::List>();
      if (list == nullptr) return wrong_type();
      joined.insert(joined.end(), std::make_move_iterator(list->begin()),
                    std::make_move_iterator(list->end()));
    }
    return AttributeValue(std::move(joined));
  }
  Result<AttributeValue> operator()(const Arithmetic& arithmetic) const {
    QUONDAM_ASSIGN(const AttributeValue left, evaluate_value(arithmetic.operands[0], before));
    const auto* a = left.get_if<item::Number>();
    if (a == nullptr) return wrong_type();
    QUONDAM_ASSIGN(const AttributeValue right, evaluate_value(arithmetic.operands[1], before));
    const auto* b = right.get_if<item::Number>();
    if (b == nullptr) return wrong_type();
    QUONDAM_ASSIGN(item::Number result, arithmetic.subtract ? item::Number::subtract(*a, *b)
                                                            : item::Number::add(*a, *b));
    return AttributeValue(std::move(result));
  }
};

Result<AttributeValue> evaluate_value(const UpdateValue& value, const Item& before) {
  return std::visit(ValueEvaluator{before}, value.node);
}

// Sets are sorted and without duplicates, before and after.
template <typename Set>
AttributeValue set_union(const Set& a, const Set& b) {
  Set out;
  std::set_union(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                 std::back_inserter(out.values));
  return AttributeValue(std::move(out));
}

// Nothing when no element is left: DynamoDB has no empty sets.
template <typename Set>
std::optional<AttributeValue> set_difference(const Set& a, const Set& b) {
  Set out;
  std::set_difference(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                      std::back_inserter(out.values));
  if (out.values.empty()) return std::nullopt;
  return AttributeValue(std::move(out));
}

Result<AttributeValue> add(const AttributeValue& old, const AttributeValue& value) {
  if (old.type() != value.type()) return wrong_type();
  if (const auto* number = value.get_if<item::Number>()) {
    QUONDAM_ASSIGN(item::Number sum, item::Number::add(*old.get_if<item::Number>(), *number));
    return AttributeValue(std::move(sum));
  }
  if (const auto* strings = value.get_if<item::StringSet>()) {
    return set_union(*old.get_if<item::StringSet>(), *strings);
  }
  if (const auto* numbers = value.get_if<item::NumberSet>()) {
    return set_union(*old.get_if<item::NumberSet>(), *numbers);
  }
  if (const auto* binaries = value.get_if<item::BinarySet>()) {
    return set_union(*old.get_if<item::BinarySet>(), *binaries);
  }
  return wrong_type();
}

Result<std::optional<AttributeValue>> subtract(const AttributeValue& old,
                                               const AttributeValue& value) {
  if (old.type() != value.type()) return wrong_type();
  if (const auto* strings = value.get_if<item::StringSet>()) {
    return set_difference(*old.get_if<item::StringSet>(), *strings);
  }
  if (const auto* numbers = value.get_if<item::NumberSet>()) {
    return set_difference(*old.get_if<item::NumberSet>(), *numbers);
  }
  if (const auto* binaries = value.get_if<item::BinarySet>()) {
    return set_difference(*old.get_if<item::BinarySet>(), *binaries);
  }
  return wrong_type();
}

// ---- writing ----

struct Write {
  const Path* path;
  AttributeValue value;
};
struct Plan {
  std::vector<Write> writes;
  std::vector<const Path*> removals;  // of what exists
};

// The container of the path's last element in an item where target_of() is writable.
AttributeValue* mutable_parent(const Path& path, Item& item) {
  AttributeValue* value = &item.find(path.attribute())->second;
  for (auto element = path.elements.begin() + 1; element != path.elements.end() - 1; ++element) {
    if (const auto* name = std::get_if<std::string>(&*element)) {
      value = &value->get_if<item::Map>()->find(*name)->second;
    } else {
      value = &(*value->get_if<item::List>())[std::get<std::uint64_t>(*element)];
    }
  }
  return value;
}

void write(const Path& path, AttributeValue value, Item& item) {
  if (!path.is_nested()) {
    item.insert_or_assign(path.attribute(), std::move(value));
    return;
  }
  AttributeValue* parent = mutable_parent(path, item);
  if (auto* map = parent->get_if<item::Map>()) {
    map->insert_or_assign(std::get<std::string>(path.elements.back()), std::move(value));
    return;
  }
  auto* list = parent->get_if<item::List>();
  const std::uint64_t position = std::get<std::uint64_t>(path.elements.back());
  if (position < list->size()) {
    (*list)[position] = std::move(value);
  } else {
    list->push_back(std::move(value));
  }
}

void remove(const Path& path, Item& item) {
  if (!path.is_nested()) {
    item.erase(path.attribute());
    return;
  }
  AttributeValue* parent = mutable_parent(path, item);
  if (auto* map = parent->get_if<item::Map>()) {
    map->erase(std::get<std::string>(path.elements.back()));
    return;
  }
  auto* list = parent->get_if<item::List>();
  list->erase(list->begin() +
              static_cast<std::ptrdiff_t>(std::get<std::uint64_t>(path.elements.back())));
}

// Positions are those of the item before the update. So writes come first, in path order: they move
// nothing, and elements past a list's end are appended in the order of their positions. Removals
// follow, last position first.
Item execute(Plan plan, const Item& before) {
  Item item = before;
  std::sort(plan.writes.begin(), plan.writes.end(),
            [](const Write& a, const Write& b) { return *a.path < *b.path; });
  for (Write& entry : plan.writes) write(*entry.path, std::move(entry.value), item);
  std::sort(plan.removals.begin(), plan.removals.end(),
            [](const Path* a, const Path* b) { return *a > *b; });
  for (const Path* path : plan.removals) remove(*path, item);
  return item;
}

Result<void> plan_sets(const Update& update, const Item& before, Plan& plan,
                       std::optional<Error>& missing) {
  for (const SetAction& action : update.set) {
    Result<AttributeValue> value = evaluate_value(action.value, before);
    if (value) {
      plan.writes.push_back({&action.path, *std::move(value)});
    } else if (value.error().message == kMissingAttribute) {
      if (!missing) missing = std::move(value).error();
    } else {
      return tl::unexpected(std::move(value).error());
    }
  }
  return {};
}

Result<void> plan_adds(const Update& update, const Item& before, Plan& plan) {
  for (const AddAction& action : update.add) {
    const AttributeValue* old = find(action.path, before);
    if (old == nullptr) {
      plan.writes.push_back({&action.path, action.value});
      continue;
    }
    QUONDAM_ASSIGN(AttributeValue sum, add(*old, action.value));
    plan.writes.push_back({&action.path, std::move(sum)});
  }
  return {};
}

Result<void> plan_deletes(const Update& update, const Item& before, Plan& plan) {
  for (const DeleteAction& action : update.erase) {
    const AttributeValue* old = find(action.path, before);
    if (old == nullptr) continue;
    QUONDAM_ASSIGN(std::optional<AttributeValue> rest, subtract(*old, action.value));
    if (rest) {
      plan.writes.push_back({&action.path, *std::move(rest)});
    } else {
      plan.removals.push_back(&action.path);
    }
  }
  return {};
}

// Several things can be wrong at once; the order in which they are reported is DynamoDB's: a path
// that runs into a value of another type, wrong operand types, a path that leads nowhere, an
// attribute that does not exist.
Result<Item> apply_actions(const Update& update, const Item& before) {
  bool lost = false;
  for (const Path& path : target_paths(update)) {
    const Target target = target_of(path, before);
    if (target == Target::wrong_parent) return invalid_path();
    lost = lost || target == Target::no_parent;
  }
  Plan plan;
  std::optional<Error> missing;
  QUONDAM_TRY(plan_sets(update, before, plan, missing));
  QUONDAM_TRY(plan_adds(update, before, plan));
  QUONDAM_TRY(plan_deletes(update, before, plan));
  if (lost) return invalid_path();
  if (missing) return tl::unexpected(*std::move(missing));
  for (const RemoveAction& action : update.remove) {
    if (find(action.path, before) != nullptr) plan.removals.push_back(&action.path);
  }
  return execute(std::move(plan), before);
}

}  // namespace

Result<Item> apply(const Update& update, const Item& before) {
  Result<Item> after = apply_actions(update, before);
  if (!after && update.legacy && after.error().message == kWrongType)
    return fail(ErrorCode::validation, std::string(kLegacyWrongType));
  return after;
}

bool creates_item(const Update& update) {
  const bool takes_away = !update.remove.empty() || !update.erase.empty();
  return !update.set.empty() || !update.add.empty() || !takes_away;
}

Item updated_attributes(const Update& update, const Item& item) {
  return project(make_projection(target_paths(update)), item);
}

}  // namespace quondam::expressions
