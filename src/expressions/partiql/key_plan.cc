#include "expressions/partiql/key_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "expressions/key_attributes.h"

namespace quondam::expressions::partiql {
namespace {

using item::AttributeValue;
using item::KeyAttribute;
using item::SortCondition;
using Operator = SortCondition::Operator;

constexpr std::size_t kMostReads = 50;

tl::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::validation, std::move(text));
}

// The key as PartiQL reads it: no index with several attributes in a part of its key is read.
struct Keys {
  const KeyAttribute& partition;
  const KeyAttribute* sort;

  explicit Keys(const item::KeySchema& schema)
      : partition(schema.partition.front()),
        sort(schema.sort.empty() ? nullptr : &schema.sort.front()) {}

  [[nodiscard]] bool is_partition(const std::string& name) const { return name == partition.name; }
  [[nodiscard]] bool is_sort(const std::string& name) const {
    return sort != nullptr && name == sort->name;
  }
};

// A comparison of an attribute with a value that a key condition can be; nothing for all others.
std::optional<KeyTerm> term_of(const Condition& condition) {
  if (std::holds_alternative<And>(condition.node)) return std::nullopt;
  auto terms = key_terms(condition);
  if (!terms) return std::nullopt;
  return std::move(terms->front());
}

// attribute IN [values...] as the equalities that it stands for; nothing for all others.
std::optional<std::vector<KeyTerm>> terms_of_in(const Condition& condition) {
  const auto* in = std::get_if<In>(&condition.node);
  if (in == nullptr) return std::nullopt;
  const auto* path = std::get_if<Path>(&in->value);
  if (path == nullptr || path->is_nested()) return std::nullopt;
  std::vector<KeyTerm> terms;
  for (const Operand& candidate : in->candidates) {
    const auto* value = std::get_if<AttributeValue>(&candidate);
    if (value == nullptr) return std::nullopt;
    terms.push_back({path->attribute(), {Operator::eq, *value, {}}, true});
  }
  return terms;
}

// One case that WHERE allows.
struct Case {
  std::vector<KeyTerm> partition;  // equalities
  std::vector<KeyTerm> sort;
  std::vector<Condition> rest;
  std::vector<Condition> everything;
};

class Planner {
 public:
  explicit Planner(const item::KeySchema& schema) : keys_(schema) {}

  // Whether every case says which partition.
  [[nodiscard]] bool is_keyed(const Condition& condition) const {
    if (const auto* all = std::get_if<And>(&condition.node)) {
      return std::ranges::any_of(all->conditions, [&](const auto& c) { return is_keyed(c); });
    }
    if (const auto* any = std::get_if<Or>(&condition.node)) {
      return !any->conditions.empty() &&
             std::ranges::all_of(any->conditions, [&](const auto& c) { return is_keyed(c); });
    }
    const auto terms = key_terms_of(condition);
    return !terms.empty() && keys_.is_partition(terms.front().attribute) &&
           terms.front().condition.op == Operator::eq;
  }

  // How many cases there are, or more than there may be.
  [[nodiscard]] std::size_t count(const Condition& condition) const {
    if (const auto* all = std::get_if<And>(&condition.node)) {
      std::size_t product = 1;
      for (const Condition& child : all->conditions)
        product = std::min(product * count(child), kMostReads + 1);
      return product;
    }
    if (splits(condition)) {
      std::size_t sum = 0;
      for (const Condition& child : std::get<Or>(condition.node).conditions)
        sum = std::min(sum + count(child), kMostReads + 1);
      return sum;
    }
    return std::max<std::size_t>(1, key_terms_of(condition).size());
  }

  // There are not too many.
  [[nodiscard]] std::vector<Case> cases(const Condition& condition) const {
    if (const auto* all = std::get_if<And>(&condition.node)) {
      std::vector<Case> made{Case{}};
      for (const Condition& child : all->conditions) made = combined(made, cases(child));
      return made;
    }
    if (splits(condition)) {
      std::vector<Case> made;
      for (const Condition& child : std::get<Or>(condition.node).conditions)
        std::ranges::move(cases(child), std::back_inserter(made));
      return made;
    }
    std::vector<KeyTerm> terms = key_terms_of(condition);
    if (terms.empty()) return {Case{{}, {}, {condition}, {condition}}};
    std::vector<Case> made;
    made.reserve(terms.size());
    for (KeyTerm& term : terms) made.push_back(case_of(std::move(term)));
    return made;
  }

 private:
  // The values that a condition gives a part of the key; none when it is about something else.
  [[nodiscard]] std::vector<KeyTerm> key_terms_of(const Condition& condition) const {
    std::vector<KeyTerm> terms;
    if (auto many = terms_of_in(condition)) {
      terms = *std::move(many);
    } else if (auto one = term_of(condition)) {
      terms.push_back(*std::move(one));
    }
    if (terms.empty()) return terms;
    const KeyTerm& first = terms.front();
    const bool of_partition =
        keys_.is_partition(first.attribute) && first.condition.op == Operator::eq;
    if (!of_partition && !keys_.is_sort(first.attribute)) terms.clear();
    return terms;
  }

  // Whether an OR is about the key, so that its sides are cases; otherwise it is a filter.
  [[nodiscard]] bool splits(const Condition& condition) const {
    const auto* any = std::get_if<Or>(&condition.node);
    return any != nullptr && std::ranges::any_of(any->conditions, [&](const Condition& child) {
             return mentions_key(child);
           });
  }
  [[nodiscard]] bool mentions_key(const Condition& condition) const {
    const std::vector<Condition>* children = nullptr;
    if (const auto* all = std::get_if<And>(&condition.node)) children = &all->conditions;
    if (const auto* any = std::get_if<Or>(&condition.node)) children = &any->conditions;
    if (children == nullptr) return !key_terms_of(condition).empty();
    return std::ranges::any_of(*children, [&](const Condition& c) { return mentions_key(c); });
  }

  [[nodiscard]] Case case_of(KeyTerm term) const {
    Case made;
    made.everything.push_back(condition_of_term(term));
    (keys_.is_partition(term.attribute) ? made.partition : made.sort).push_back(std::move(term));
    return made;
  }

  static std::vector<Case> combined(const std::vector<Case>& left, const std::vector<Case>& right) {
    std::vector<Case> made;
    for (const Case& a : left) {
      for (const Case& b : right) {
        Case both = a;
        both.partition.insert(both.partition.end(), b.partition.begin(), b.partition.end());
        both.sort.insert(both.sort.end(), b.sort.begin(), b.sort.end());
        both.rest.insert(both.rest.end(), b.rest.begin(), b.rest.end());
        both.everything.insert(both.everything.end(), b.everything.begin(), b.everything.end());
        made.push_back(std::move(both));
      }
    }
    return made;
  }

 public:
  // A term as the condition that it was.
  static Condition condition_of_term(const KeyTerm& term) {
    const Operand attribute = Path{{term.attribute}};
    const SortCondition& condition = term.condition;
    switch (condition.op) {
      case Operator::eq:
        return {Compare{Comparator::equal, attribute, condition.value}};
      case Operator::lt:
        return {Compare{Comparator::less, attribute, condition.value}};
      case Operator::le:
        return {Compare{Comparator::less_or_equal, attribute, condition.value}};
      case Operator::gt:
        return {Compare{Comparator::greater, attribute, condition.value}};
      case Operator::ge:
        return {Compare{Comparator::greater_or_equal, attribute, condition.value}};
      case Operator::between:
        return {Between{attribute, condition.value, condition.upper}};
      case Operator::begins_with:
        return {BeginsWith{attribute, condition.value}};
    }
    return {And{}};
  }

  [[nodiscard]] const Keys& keys() const { return keys_; }

 private:
  Keys keys_;
};

std::optional<Condition> all_of(std::vector<Condition> conditions) {
  if (conditions.empty()) return std::nullopt;
  if (conditions.size() == 1) return std::move(conditions.front());
  return Condition{And{std::move(conditions)}};
}

// Two conditions on the partition key that no item fulfils both.
bool contradicts_itself(const Case& one) {
  return std::ranges::any_of(one.partition, [&](const KeyTerm& term) {
    return !(term.condition.value == one.partition.front().condition.value);
  });
}

// One condition on the sort key narrows the read, an equality above all; others are filters.
KeyRead read_of(const Case& one) {
  KeyRead read{one.partition.front().condition.value, std::nullopt, std::nullopt};
  std::vector<Condition> filters = one.rest;
  auto best = std::ranges::find_if(
      one.sort, [](const KeyTerm& term) { return term.condition.op == Operator::eq; });
  if (best == one.sort.end()) best = one.sort.begin();
  for (auto term = one.sort.begin(); term != one.sort.end(); ++term) {
    if (term == best) {
      read.sort = term->condition;
    } else {
      filters.push_back(Planner::condition_of_term(*term));
    }
  }
  read.filter = all_of(std::move(filters));
  return read;
}

// Whether a filter of the case is about the sort key, so that it is no range of it: NOT, <>.
bool has_negated_sort(const Case& one, const Keys& keys) {
  return std::ranges::any_of(one.rest, [&](const Condition& condition) {
    const auto* compare = std::get_if<Compare>(&condition.node);
    const bool negates = std::holds_alternative<Not>(condition.node) ||
                         (compare != nullptr && compare->comparator == Comparator::not_equal);
    return negates && std::ranges::any_of(paths_of(condition), [&](const Path& path) {
             return keys.is_sort(path.attribute());
           });
  });
}

bool fits(const KeyRead& read, const Keys& keys) {
  if (read.partition.type() != keys.partition.type) return false;
  if (!read.sort) return true;
  return read.sort->value.type() == keys.sort->type &&
         (read.sort->op != Operator::between || read.sort->upper.type() == keys.sort->type);
}

bool overlap(const KeyRead& a, const KeyRead& b) {
  if (!(a.partition == b.partition)) return false;
  const auto range_of = [](const KeyRead& read) {
    const item::StateKey partition =
        item::encode_partition(item::kTableIndex, {&read.partition, 1});
    if (read.sort && read.sort->op == Operator::eq)
      return item::query_range(partition, {&read.sort->value, 1}, std::nullopt);
    return item::query_range(partition, {}, read.sort);
  };
  const item::KeyRange left = range_of(a);
  const item::KeyRange right = range_of(b);
  if (left.empty() || right.empty()) return false;
  return (right.end.empty() || left.begin < right.end) &&
         (left.end.empty() || right.begin < left.end);
}

// Cases of one partition as one read of all of it, which gives every item once.
void merge(std::vector<Case>& cases, std::vector<KeyRead>& reads, std::size_t first) {
  std::vector<Condition> any;
  for (std::size_t i = reads.size(); i-- > first;) {
    if (!(reads[i].partition == reads[first].partition)) continue;
    any.insert(any.begin(), *all_of(cases[i].everything));
    if (i == first) break;
    cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(i));
    reads.erase(reads.begin() + static_cast<std::ptrdiff_t>(i));
  }
  Condition condition{Or{std::move(any)}};
  Case merged;
  merged.partition = cases[first].partition;
  merged.rest = {condition};
  merged.everything = {condition};
  cases[first] = merged;
  reads[first] = read_of(merged);
}

// Reads that overlap are refused, but for those with a condition on the sort key that is no range.
Result<void> separate(std::vector<Case>& cases, std::vector<KeyRead>& reads, const Keys& keys) {
  for (std::size_t i = 0; i < reads.size(); ++i) {
    for (std::size_t j = i + 1; j < reads.size(); ++j) {
      if (!overlap(reads[i], reads[j])) continue;
      if (!has_negated_sort(cases[i], keys) && !has_negated_sort(cases[j], keys)) {
        return refuse("Overlapping conditions with range keys are not supported in where clause");
      }
      merge(cases, reads, i);
      break;
    }
  }
  return {};
}

// The parts of a chain of ANDs, whatever its parentheses.
void flatten(const Condition& condition, std::vector<const Condition*>& parts) {
  if (const auto* all = std::get_if<And>(&condition.node)) {
    for (const Condition& child : all->conditions) flatten(child, parts);
  } else {
    parts.push_back(&condition);
  }
}

}  // namespace

Result<std::optional<std::vector<KeyRead>>> plan_reads(const Condition& where,
                                                       const item::KeySchema& schema) {
  const Planner planner(schema);
  if (!planner.is_keyed(where)) return std::nullopt;
  if (planner.count(where) > kMostReads)
    return refuse("Too many decomposed read operations for a given query.");
  std::vector<Case> cases = planner.cases(where);
  if (std::ranges::any_of(cases, contradicts_itself)) return std::nullopt;
  std::vector<KeyRead> reads;
  reads.reserve(cases.size());
  for (const Case& one : cases) reads.push_back(read_of(one));
  const bool fit =
      std::ranges::all_of(reads, [&](const KeyRead& read) { return fits(read, planner.keys()); });
  if (fit) QUONDAM_TRY(separate(cases, reads, planner.keys()));
  return reads;
}

Result<KeyCondition> key_condition_of(const KeyRead& read, const item::KeySchema& schema) {
  const Keys keys(schema);
  if (!fits(read, keys)) {
    const bool partition = read.partition.type() != keys.partition.type;
    return refuse(
        fmt::format("Key attribute's data type should match its data type in table's schema: Key "
                    "{}",
                    partition ? keys.partition.name : keys.sort->name));
  }
  std::vector<KeyTerm> terms{{keys.partition.name, {Operator::eq, read.partition, {}}, true}};
  if (read.sort) terms.push_back({keys.sort->name, *read.sort, true});
  return resolve_key_condition(terms, schema);
}

ItemKey split_key(const std::optional<Condition>& where, const item::KeySchema& schema) {
  ItemKey split;
  if (!where) return split;
  std::vector<const Condition*> parts;
  flatten(*where, parts);
  const Keys keys(schema);
  std::vector<Condition> rest;
  for (const Condition* part : parts) {
    const auto term = term_of(*part);
    const bool of_key = term && term->condition.op == Operator::eq &&
                        (keys.is_partition(term->attribute) || keys.is_sort(term->attribute));
    if (!of_key) {
      rest.push_back(*part);
      continue;
    }
    const auto [place, first] = split.key.emplace(term->attribute, term->condition.value);
    if (first || place->second == term->condition.value) continue;
    rest.push_back(*part);
    if (!split.contradiction) split.contradiction = term->attribute;
  }
  split.rest = all_of(std::move(rest));
  return split;
}

}  // namespace quondam::expressions::partiql
