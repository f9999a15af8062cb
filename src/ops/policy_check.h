// Tables beside a policy: what is met, and what is not.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/last_drills.h"
#include "ops/policy.h"
#include "ops/table_state.h"

namespace quondam::ops {

// What a policy can want of a table, by the names that --json has.
inline constexpr char kWantsTable[] = "TableExists";
inline constexpr char kWantsRule[] = "Rule";
inline constexpr char kWantsRecovery[] = "PointInTimeRecovery";
inline constexpr char kWantsDays[] = "RecoveryPeriodInDays";
inline constexpr char kWantsProtection[] = "DeletionProtection";
inline constexpr char kWantsDrill[] = "Drill";

struct PolicyCheck {
  std::string table;        // or the pattern that no table has
  std::string requirement;  // one of the above
  bool met = false;
  std::string required = {};  // "ENABLED", "35", "within 90 days"
  std::string found = {};
  std::string says = {};  // "point-in-time recovery is off"
  // The words of the command that mends it; none when no command does.
  std::vector<std::string> remedy = {};
  // Of recovery that has to be set: how many there must be; 0: as many as there are.
  std::uint64_t days = 0;
};

// In the order of the tables' names; of a table, in that of the constants above. Of several rules
// for one table the strictest counts. `tables`: those that the policy concerns, and all others too
// if it says `every-table`.
std::vector<PolicyCheck> check_policy(const Policy& policy, const std::vector<TableState>& tables,
                                      const LastDrills& drills, Micros now_us);

// Reads the tables, and checks them.
Outcome<std::vector<PolicyCheck>> check_endpoint(Client& client, const Policy& policy,
                                                 Micros now_us);

std::vector<PolicyCheck> unmet(const std::vector<PolicyCheck>& checks);

// The members of a JSON object.
void write_check(JsonWriter& json, const PolicyCheck& check);

}  // namespace quondam::ops
