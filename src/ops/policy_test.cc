#include "ops/policy.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

constexpr char kWhole[] = R"(
every-table: true
rules:
  - tables: [orders, "customers*"]
    except: customers-test
    point-in-time-recovery: true
    recovery-period-days: 35
    deletion-protection: yes
    drill-within-days: 90
  - tables: sessions
    optional: true
    recovery-period-days: 1
)";

TEST(Policy, ReadsWhatTablesMustHave) {
  const Policy policy = parse_policy(kWhole, "quondam.yaml").value();
  EXPECT_TRUE(policy.every_table);
  ASSERT_EQ(policy.rules.size(), 2U);
  const PolicyRule& rule = policy.rules.front();
  EXPECT_TRUE(rule.recovery && rule.protection && !rule.optional);
  EXPECT_EQ(rule.recovery_days, 35U);
  EXPECT_EQ(rule.drill_within_days, 90U);
  EXPECT_TRUE(rule.concerns("orders") && rule.concerns("customers-eu"));
  EXPECT_FALSE(rule.concerns("orders2") || rule.concerns("customers-test"));
  EXPECT_TRUE(policy.rules[1].optional && policy.rules[1].recovery)
      << "a period is one of recovery that is on";
}

TEST(Policy, DaysAreDecimal) {
  const auto policy = parse_policy("rules: [{tables: a, drill-within-days: 010}]", "p");
  EXPECT_EQ(policy.value().rules.front().drill_within_days, 10U);
}

TEST(Policy, SaysInWhichLineWhatIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "p:1: a policy is a map"},
      {"rules: []", "p:1: the policy has no rules"},
      {"rules:\n  - tables: a", "p:2: the rule wants nothing"},
      {"rules:\n  - deletion-protection: true", "p:2: the rule names no tables"},
      {"rules:\n  - tables: a\n    deletion-protection: maybe",
       "p:3: deletion-protection is true or"},
      {"rules:\n  - tables: a\n    deletion-protection: false",
       "p:3: deletion-protection can only"},
      {"rules:\n  - tables: a\n    recovery-period-days: 36",
       "p:3: recovery-period-days is a number"},
      {"rules:\n  - tables: a\n    recovery-period-days: 0",
       "p:3: recovery-period-days is a number"},
      {"rules:\n  - tables: a\n    recovery-period-days: -1",
       "p:3: recovery-period-days is a number"},
      {"rules:\n  - tables: [a, '']\n    deletion-protection: true",
       "p:2: tables is a table's name"},
      {"rules:\n  - tables: a\n    pitr: true", "p:3: a rule has no 'pitr'"},
      {"rules:\n  - tables: a\n    drill-within-days: 0x10", "p:3: drill-within-days is a number"},
      {"rules:\n  - tables: a\n    tables: b\n    deletion-protection: true",
       "p:3: 'tables' is there twice"},
      {"rules:\n  - {tables: a, deletion-protection: true}\nrules:\n  - {tables: b, "
       "deletion-protection: true}",
       "p:3: 'rules' is there twice"},
      {"rules: [{tables: a, deletion-protection: true}]\n---\nrules: [{tables: b, "
       "deletion-protection: true}]",
       "p has 2 documents"},
      {"every-tables: true", "p:1: there is no 'every-tables'"},
      {"rules: [", "p:"},
  };
  for (const auto& [yaml, says] : wrong) {
    const auto policy = parse_policy(yaml, "p");
    ASSERT_FALSE(policy) << yaml;
    EXPECT_EQ(policy.error().exit_code, kUsage);
    EXPECT_TRUE(policy.error().message.starts_with(says)) << policy.error().message;
  }
}

TEST(Policy, KnowsWhetherItMustList) {
  const auto patterns = [](const std::string& yaml) {
    return parse_policy(yaml, "p").value().has_patterns();
  };
  EXPECT_FALSE(patterns("rules: [{tables: a, deletion-protection: true}]"));
  EXPECT_TRUE(patterns("rules: [{tables: 'a*', deletion-protection: true}]"));
  EXPECT_TRUE(patterns("{every-table: true, rules: [{tables: a, deletion-protection: true}]}"));
}

}  // namespace
}  // namespace quondam::ops
