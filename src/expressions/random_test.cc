// Random conditions and updates against models that share no code with the parsers and evaluators,
// and random noise against the parsers. QUONDAM_SEED=<seed> repeats a run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "expressions/condition_evaluator.h"
#include "expressions/condition_parser.h"
#include "expressions/key_condition.h"
#include "expressions/projection.h"
#include "expressions/testing/expressions.h"
#include "expressions/update_evaluator.h"
#include "expressions/update_parser.h"
#include "item/json.h"

namespace quondam::expressions {
namespace {

using testing::outcome;
using testing::placeholders_of;

class Random {
 public:
  Random() {
    const char* given = std::getenv("QUONDAM_SEED");
    const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device()();
    std::cout << "QUONDAM_SEED=" << seed << '\n';
    engine_.seed(seed);
  }
  // From 0 up to but not including `bound`.
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_);
  }
  template <typename T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// ---- conditions: items of small integers; a missing attribute is nullopt ----

using Numbers = std::map<std::string, int>;
using Predicate = std::function<bool(const Numbers&)>;
using Value = std::function<std::optional<int>(const Numbers&)>;
struct ModelOperand {
  std::string text;
  Value value;
};
struct ModelCondition {
  std::string text;
  Predicate holds;
  int precedence;  // 0: OR, 1: AND, 2: NOT, 3: the rest
};

ModelOperand attribute(Random& random) {
  const std::string name = random.one_of<std::string>({"a1", "a2", "a3", "a4"});
  return {name, [name](const Numbers& item) {
            const auto found = item.find(name);
            return found == item.end() ? std::nullopt : std::optional(found->second);
          }};
}
ModelOperand literal(Random& random) {
  const int number = static_cast<int>(random.below(5));
  return {":v" + std::to_string(number),
          [number](const Numbers&) { return std::optional(number); }};
}

ModelCondition comparison(Random& random) {
  const ModelOperand left = attribute(random);
  const ModelOperand right = literal(random);
  const std::string op = random.one_of<std::string>({"=", "<>", "<", "<=", ">", ">="});
  const bool swapped = random.below(2) == 0;
  const auto holds = [=](const Numbers& item) {
    const auto a = swapped ? right.value(item) : left.value(item);
    const auto b = swapped ? left.value(item) : right.value(item);
    if (op == "<>") return a != b;
    if (!a || !b) return false;
    if (op == "=") return *a == *b;
    if (op == "<") return *a < *b;
    if (op == "<=") return *a <= *b;
    return op == ">" ? *a > *b : *a >= *b;
  };
  return {swapped ? right.text + op + left.text : left.text + " " + op + " " + right.text, holds,
          3};
}

ModelCondition leaf(Random& random) {
  const ModelOperand operand = attribute(random);
  switch (random.below(5)) {
    case 0:
      return {"attribute_exists(" + operand.text + ")",
              [=](const Numbers& item) { return operand.value(item).has_value(); }, 3};
    case 1:
      return {"attribute_not_exists(" + operand.text + ")",
              [=](const Numbers& item) { return !operand.value(item).has_value(); }, 3};
    case 2: {
      const ModelOperand x = literal(random);
      const ModelOperand y = literal(random);
      return {operand.text + " IN (" + x.text + "," + y.text + ")",
              [=](const Numbers& item) {
                const auto value = operand.value(item);
                return value && (value == x.value(item) || value == y.value(item));
              },
              3};
    }
    case 3:
      return {operand.text + " between :v1 and :v3",
              [=](const Numbers& item) {
                const auto value = operand.value(item);
                return value && *value >= 1 && *value <= 3;
              },
              3};
    default:
      return comparison(random);
  }
}

// The text of a part, in parentheses where the precedence needs them, and sometimes where it does
// not.
std::string part(Random& random, const ModelCondition& condition, int precedence) {
  const bool needed = condition.precedence < precedence;
  return needed || random.below(4) == 0 ? "(" + condition.text + ")" : condition.text;
}

ModelCondition condition(Random& random, int depth) {
  if (depth == 0 || random.below(4) == 0) return leaf(random);
  const ModelCondition a = condition(random, depth - 1);
  if (random.below(4) == 0) {
    return {"NOT " + part(random, a, 2), [=](const Numbers& item) { return !a.holds(item); }, 2};
  }
  const ModelCondition b = condition(random, depth - 1);
  if (random.below(2) == 0) {
    return {part(random, a, 1) + " AND " + part(random, b, 2),
            [=](const Numbers& item) { return a.holds(item) && b.holds(item); }, 1};
  }
  return {part(random, a, 0) + " or " + part(random, b, 1),
          [=](const Numbers& item) { return a.holds(item) || b.holds(item); }, 0};
}

TEST(RandomConditions, HoldWhenTheirModelDoes) {
  Random random;
  for (int round = 0; round < 2000; ++round) {
    const ModelCondition model = condition(random, 4);
    Placeholders placeholders = placeholders_of(
        {},
        R"({":v0": {"N": "0"}, ":v1": {"N": "1"}, ":v2": {"N": "2"}, ":v3": {"N": "3"}, ":v4": {"N": "4"}})");
    const Result<Condition> parsed =
        parse_condition("ConditionExpression", model.text, placeholders);
    ASSERT_TRUE(parsed) << model.text << ": " << outcome(parsed);
    for (int i = 0; i < 8; ++i) {
      Numbers numbers;
      item::Item item;
      for (const std::string name : {"a1", "a2", "a3", "a4"}) {
        if (random.below(4) == 0) continue;
        numbers[name] = static_cast<int>(random.below(5));
        item.emplace(name, item::Number::from_integer(numbers[name]));
      }
      ASSERT_EQ(evaluate(*parsed, item), model.holds(numbers))
          << model.text << " for " << item::to_json(item);
    }
  }
}

// ---- updates of one list, with removals and elements past its end ----

TEST(RandomListUpdates, DoWhatTheirModelDoes) {
  Random random;
  for (int round = 0; round < 5000; ++round) {
    std::vector<int> before(random.below(6));
    item::List list;
    for (int& element : before) {
      element = static_cast<int>(random.below(100));
      list.emplace_back(item::Number::from_integer(element));
    }
    std::map<std::size_t, int> sets;  // value -1: remove
    for (std::size_t i = 1 + random.below(5); i > 0; --i) {
      sets[random.below(9)] = random.below(3) == 0 ? -1 : static_cast<int>(random.below(5));
    }
    std::string set_clause;
    std::string remove_clause;
    for (const auto& [position, value] : sets) {
      std::string& clause = value < 0 ? remove_clause : set_clause;
      clause += (clause.empty() ? "" : ", ") + ("l[" + std::to_string(position) + "]") +
                (value < 0 ? "" : " = :v" + std::to_string(value));
    }
    std::string expression;
    if (!remove_clause.empty()) expression += "REMOVE " + remove_clause;
    if (!set_clause.empty()) expression += " SET " + set_clause;

    std::vector<int> expected;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto found = sets.find(i);
      if (found == sets.end()) expected.push_back(before[i]);
      if (found != sets.end() && found->second >= 0) expected.push_back(found->second);
    }
    for (const auto& [position, value] : sets) {
      if (position >= before.size() && value >= 0) expected.push_back(value);
    }
    item::List expected_list;
    for (const int element : expected)
      expected_list.emplace_back(item::Number::from_integer(element));

    Placeholders placeholders = placeholders_of(
        {},
        R"({":v0": {"N": "0"}, ":v1": {"N": "1"}, ":v2": {"N": "2"}, ":v3": {"N": "3"}, ":v4": {"N": "4"}})");
    const Result<Update> update = parse_update(expression, placeholders);
    ASSERT_TRUE(update) << expression << ": " << outcome(update);
    const item::Item item{{"l", list}};
    const Result<item::Item> after = expressions::apply(*update, item);
    ASSERT_TRUE(after) << outcome(after);
    ASSERT_EQ(*after, (item::Item{{"l", expected_list}}))
        << expression << " on " << item::to_json(item) << " gave " << item::to_json(*after);
  }
}

// ---- noise ----

// Whatever is sent, each parser gives a tree or a validation error of its parameter, and never
// crashes.
TEST(RandomNoise, IsParsedOrRefused) {
  Random random;
  const std::vector<std::string> pieces = {"a",
                                           "b.c",
                                           "#n",
                                           ":v",
                                           "[0]",
                                           "[",
                                           "]",
                                           "(",
                                           "(",
                                           ")",
                                           ")",
                                           ",",
                                           ".",
                                           "=",
                                           "<>",
                                           "<",
                                           ">=",
                                           "+",
                                           "-",
                                           "AND",
                                           "or",
                                           "NOT",
                                           "BETWEEN",
                                           "IN",
                                           "SET",
                                           "REMOVE",
                                           "ADD",
                                           "DELETE",
                                           "size(",
                                           "contains(",
                                           "begins_with(",
                                           "attribute_exists(",
                                           "attribute_type(",
                                           "if_not_exists(",
                                           "list_append(",
                                           "name",
                                           "0",
                                           "99999999999",
                                           "ü",
                                           "\"",
                                           "\n",
                                           " ",
                                           "#",
                                           ":",
                                           "\x80",
                                           std::string(1, '\0')};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = random.below(30); i > 0; --i) {
      text += random.one_of(pieces) + (random.below(3) == 0 ? "" : " ");
    }
    Placeholders placeholders = placeholders_of({{"#n", "x"}}, R"({":v": {"N": "1"}})");
    const auto check = [&](const std::string& parameter, const std::string& result) {
      EXPECT_TRUE(result == "OK" || result.rfind("Invalid " + parameter + ": ", 0) == 0)
          << parameter << ": " << text << ": " << result;
    };
    const Result<Condition> parsed = parse_condition("FilterExpression", text, placeholders);
    check("FilterExpression", outcome(parsed));
    if (parsed) evaluate(*parsed, testing::item_of(R"({"a": {"N": "1"}})"));
    check("UpdateExpression", outcome(parse_update(text, placeholders)));
    check("ProjectionExpression", outcome(parse_projection(text, placeholders)));
    const Result<Condition> key = parse_key_condition(text, placeholders);
    check("KeyConditionExpression", outcome(key));
    if (key) (void)key_terms(*key);
  }
}

}  // namespace
}  // namespace quondam::expressions
