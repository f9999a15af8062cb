#include "ops/policy_check.h"

#include <gtest/gtest.h>

#include "base/moment_text.h"

namespace quondam::ops {
namespace {

constexpr Micros kDay = Micros{24 * 60 * 60} * kMicrosPerSecond;
constexpr Micros kNow_us = 1'800'000'000 * kMicrosPerSecond;  // 2027-01-15T08:00:00Z

TableState table(std::string name, bool recovery, std::uint64_t days, bool is_protected) {
  TableState state{.name = std::move(name), .status = "ACTIVE", .is_protected = is_protected};
  state.recovery.enabled = recovery;
  state.recovery.days = recovery ? days : 0;
  return state;
}

LastDrills drilled(const std::string& name, std::string when, std::string result = "PASSED") {
  Drill drill;
  drill.table_name = name;
  drill.started_at = std::move(when);
  drill.result = std::move(result);
  return LastDrills({{name, drill}});
}

// "table requirement" of what is not met.
std::vector<std::string> failures(const std::string& yaml, const std::vector<TableState>& tables,
                                  const LastDrills& drills = LastDrills()) {
  std::vector<std::string> found;
  const Policy policy = parse_policy(yaml, "p").value();
  for (const PolicyCheck& check : unmet(check_policy(policy, tables, drills, kNow_us)))
    found.push_back(check.table + " " + check.requirement);
  return found;
}

using Found = std::vector<std::string>;

TEST(PolicyCheck, FindsWhatIsMissing) {
  const std::string yaml =
      "rules: [{tables: 't*', recovery-period-days: 35, deletion-protection: true}]";
  EXPECT_EQ(failures(yaml, {table("t", true, 35, true)}), Found());
  EXPECT_EQ(failures(yaml, {table("t", false, 0, false)}),
            (Found{"t PointInTimeRecovery", "t DeletionProtection"}));
  EXPECT_EQ(failures(yaml, {table("t", true, 7, true)}), Found{"t RecoveryPeriodInDays"});
  TableState unknown = table("t", true, 35, true);
  unknown.recovery.known = false;
  EXPECT_EQ(failures(yaml, {unknown}), Found{"t PointInTimeRecovery"})
      << "what nobody says is not met";
}

TEST(PolicyCheck, TheStrictestOfSeveralRulesCounts) {
  const std::string yaml =
      "rules: [{tables: 't*', recovery-period-days: 7}, {tables: t1, recovery-period-days: 14}]";
  EXPECT_EQ(failures(yaml, {table("t1", true, 7, false), table("t2", true, 7, false)}),
            Found{"t1 RecoveryPeriodInDays"});
}

TEST(PolicyCheck, WantsTheTables) {
  const std::string yaml = "rules: [{tables: [t, 'u*'], deletion-protection: true}]";
  EXPECT_EQ(failures(yaml, {table("t", true, 35, true)}), Found{"u* TableExists"});
  EXPECT_EQ(failures(yaml, {table("u1", true, 35, true)}), Found{"t TableExists"});
  EXPECT_EQ(failures("rules: [{tables: t, deletion-protection: true, optional: true}]", {}),
            Found());
}

TEST(PolicyCheck, WantsARuleForEveryTable) {
  const std::string rules = "rules: [{tables: t, deletion-protection: true}]";
  const std::vector<TableState> tables{table("s", true, 35, true), table("t", true, 35, true)};
  EXPECT_EQ(failures("{every-table: true, " + rules + "}", tables), Found{"s Rule"});
  EXPECT_EQ(failures("{" + rules + "}", tables), Found());
}

TEST(PolicyCheck, WantsARecentDrillThatPassed) {
  const std::string yaml = "rules: [{tables: t, drill-within-days: 30}]";
  const std::vector<TableState> tables{table("t", true, 35, true)};
  EXPECT_EQ(failures(yaml, tables), Found{"t Drill"});
  EXPECT_EQ(failures(yaml, tables, drilled("t", "2027-01-01T00:00:00Z")), Found());
  EXPECT_EQ(failures(yaml, tables, drilled("t", "2026-12-01T00:00:00Z")), Found{"t Drill"});
  EXPECT_EQ(failures(yaml, tables, drilled("t", "2027-01-01T00:00:00Z", "FAILED")),
            Found{"t Drill"});
  EXPECT_EQ(failures(yaml, tables, drilled("t", "yesterday")), Found{"t Drill"});
}

TEST(LastDrills, InWords) {
  EXPECT_EQ(last_drill_text(nullptr, kNow_us), "never");
  const LastDrills drills = drilled("t", "2027-01-14T07:59:59Z", "FAILED");
  EXPECT_EQ(last_drill_text(drills.of("t", "", {}), kNow_us), "FAILED 1 day ago");
  EXPECT_EQ(last_drill_text(drills.of("t", "", {}), kNow_us - kDay), "FAILED today");
  EXPECT_EQ(last_drill_text(drills.of("t", "", {}), kNow_us + kDay), "FAILED 2 days ago");
}

TEST(LastDrills, OfTheTableThatIsThere) {
  Drill drill;
  drill.table_name = "t";
  drill.table_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
  drill.started_at = "2027-01-10T08:00:00Z";
  const LastDrills drills({{"t", drill}});
  const Micros started_us = parse_moment(drill.started_at).value();
  EXPECT_NE(drills.of("t", drill.table_arn, started_us - kDay), nullptr);
  EXPECT_EQ(drills.of("t", "arn:aws:dynamodb:eu-west-1:999999999999:table/t", {}), nullptr);
  EXPECT_EQ(drills.of("t", drill.table_arn, started_us + kDay), nullptr);
}

// Clocks differ by seconds; a drill of next week proves nothing.
TEST(LastDrills, FromTheFuture) {
  Drill drill;
  drill.started_at = "2027-01-10T08:00:00Z";
  const Micros started_us = parse_moment(drill.started_at).value();
  EXPECT_EQ(age_us(drill, started_us - kMicrosPerSecond), Micros{0});
  EXPECT_EQ(age_us(drill, started_us - 7 * kDay), std::nullopt);
}

TEST(PolicyCheck, DaysThatAreNotToldAreNotSet) {
  const std::string yaml = "rules: [{tables: t, recovery-period-days: 7}]";
  EXPECT_EQ(failures(yaml, {table("t", true, 0, true)}), Found{"t RecoveryPeriodInDays"});
  const auto checks = check_policy(parse_policy(yaml, "p").value(), {table("t", true, 0, true)},
                                   LastDrills(), kNow_us);
  EXPECT_TRUE(unmet(checks).front().remedy.empty());
}

}  // namespace
}  // namespace quondam::ops
