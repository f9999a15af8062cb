#include "ops/policy.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <iterator>
#include <set>

#include "base/private_file.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

constexpr std::uint64_t kMostRecoveryDays = 35;
constexpr std::uint64_t kMostDrillDays = 3650;

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  Outcome<Policy> policy(const YAML::Node& root) const {
    if (!root.IsMap()) return wrong(root, "a policy is a map with rules");
    QUONDAM_TRY(each_key_once(root));
    Policy policy;
    for (const auto& member : root) {
      const std::string key = member.first.Scalar();
      if (key == "rules") {
        QUONDAM_ASSIGN(policy.rules, rules(member.second));
      } else if (key == "every-table") {
        QUONDAM_ASSIGN(policy.every_table, flag(member.second, key));
      } else {
        return wrong(member.first,
                     fmt::format("there is no '{}'; a policy has rules and every-table", key));
      }
    }
    if (policy.rules.empty()) return wrong(root, "the policy has no rules");
    return policy;
  }

 private:
  [[nodiscard]] tl::unexpected<Failure> wrong(const YAML::Node& where,
                                              std::string_view what) const {
    return wrong_usage(fmt::format("{}:{}: {}", name_, std::max(where.Mark().line, 0) + 1, what),
                       "docs/cli.md, \"Policies\", says what a policy has.");
  }

  // Of two the library would keep one, and a requirement would be gone.
  [[nodiscard]] Outcome<void> each_key_once(const YAML::Node& map) const {
    std::set<std::string> keys;
    for (const auto& member : map) {
      const std::string& key = member.first.Scalar();
      if (!keys.insert(key).second)
        return wrong(member.first, fmt::format("'{}' is there twice", key));
    }
    return {};
  }

  [[nodiscard]] Outcome<std::vector<PolicyRule>> rules(const YAML::Node& node) const {
    if (!node.IsSequence()) return wrong(node, "rules is a list");
    std::vector<PolicyRule> rules;
    for (const YAML::Node& one : node) {
      QUONDAM_ASSIGN(PolicyRule rule, read_rule(one));
      rules.push_back(std::move(rule));
    }
    return rules;
  }

  [[nodiscard]] Outcome<PolicyRule> read_rule(const YAML::Node& node) const {
    if (!node.IsMap()) return wrong(node, "a rule is a map");
    QUONDAM_TRY(each_key_once(node));
    PolicyRule rule;
    for (const auto& member : node) {
      QUONDAM_TRY(read_member(member.first, member.second, rule));
    }
    if (rule.tables.empty()) return wrong(node, "the rule names no tables");
    if (!rule.recovery && !rule.protection && rule.drill_within_days == 0)
      return wrong(node, "the rule wants nothing");
    return rule;
  }

  [[nodiscard]] Outcome<void> read_member(const YAML::Node& key_node, const YAML::Node& value,
                                          PolicyRule& rule) const {
    const std::string& key = key_node.Scalar();
    if (key == "tables") {
      QUONDAM_ASSIGN(rule.tables, names(value, key));
    } else if (key == "except") {
      QUONDAM_ASSIGN(rule.except, names(value, key));
    } else if (key == "optional") {
      QUONDAM_ASSIGN(rule.optional, flag(value, key));
    } else if (key == "point-in-time-recovery") {
      QUONDAM_TRY(wanted(value, key));
      rule.recovery = true;
    } else if (key == "recovery-period-days") {
      QUONDAM_ASSIGN(rule.recovery_days, days(value, key, kMostRecoveryDays));
      rule.recovery = true;
    } else if (key == "deletion-protection") {
      QUONDAM_TRY(wanted(value, key));
      rule.protection = true;
    } else if (key == "drill-within-days") {
      QUONDAM_ASSIGN(rule.drill_within_days, days(value, key, kMostDrillDays));
    } else {
      return wrong(key_node, fmt::format("a rule has no '{}'", key));
    }
    return {};
  }

  [[nodiscard]] Outcome<bool> flag(const YAML::Node& node, const std::string& key) const {
    bool value = false;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value))
      return wrong(node, fmt::format("{} is true or false", key));
    return value;
  }

  // A policy says what tables must have; it has no word for what they must not.
  [[nodiscard]] Outcome<void> wanted(const YAML::Node& node, const std::string& key) const {
    QUONDAM_ASSIGN(const bool value, flag(node, key));
    if (!value) return wrong(node, fmt::format("{} can only be true; leave it out", key));
    return {};
  }

  [[nodiscard]] Outcome<std::uint64_t> days(const YAML::Node& node, const std::string& key,
                                            std::uint64_t most) const {
    // Not by the library, for which 010 is eight.
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    const char* const text_end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text_end, value);
    if (error != std::errc{} || end != text_end || value < 1 || value > most)
      return wrong(node, fmt::format("{} is a number from 1 to {}", key, most));
    return value;
  }

  [[nodiscard]] Outcome<std::vector<std::string>> names(const YAML::Node& node,
                                                        const std::string& key) const {
    std::vector<std::string> names;
    if (node.IsScalar()) names.push_back(node.Scalar());
    if (node.IsSequence()) {
      for (const YAML::Node& name : node) names.push_back(name.IsScalar() ? name.Scalar() : "");
    }
    const bool has_empty = std::ranges::find(names, "") != names.end();
    if (names.empty() || has_empty)
      return wrong(node, fmt::format("{} is a table's name, a pattern, or a list of them", key));
    return names;
  }

  const std::string& name_;
};

}  // namespace

bool PolicyRule::concerns(const std::string& table) const {
  return matches_any(tables, table) && (except.empty() || !matches_any(except, table));
}

bool Policy::has_patterns() const {
  return every_table || std::ranges::any_of(rules, [](const PolicyRule& rule) {
           return std::ranges::any_of(rule.tables, is_pattern);
         });
}

bool Policy::concerns(const std::string& table) const {
  return std::ranges::any_of(rules, [&](const PolicyRule& rule) { return rule.concerns(table); });
}

Outcome<Policy> parse_policy(const std::string& yaml, const std::string& name) {
  // The library says by exceptions what is wrong with a text.
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(yaml);
    if (documents.size() > 1) {
      return wrong_usage(fmt::format("{} has {} documents", name, documents.size()),
                         "A policy is one: all rules stand in it.");
    }
    return Reader(name).policy(documents.empty() ? YAML::Node() : documents.front());
  } catch (const YAML::Exception& error) {
    return wrong_usage(fmt::format("{}:{}: {}", name, std::max(error.mark.line, 0) + 1, error.msg),
                       "docs/cli.md, \"Policies\", shows one.");
  }
}

Outcome<Policy> read_policy(const std::string& path) {
  if (path == "-") {
    const std::istreambuf_iterator<char> begin(std::cin);
    return parse_policy({begin, {}}, "standard input");
  }
  auto text = read_small_file(path);
  if (!text) {
    return wrong_usage(std::move(text).error().message,
                       "--policy names another file; docs/cli.md, \"Policies\", shows one.");
  }
  return parse_policy(*text, path);
}

}  // namespace quondam::ops
