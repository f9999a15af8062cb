#include "ops/policy_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ops/scratch_table.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

// The sum of all rules for one table.
struct Wanted {
  bool recovery = false;
  std::uint64_t recovery_days = 0;
  bool protection = false;
  std::uint64_t drill_within_days = 0;

  void add(const PolicyRule& rule) {
    recovery |= rule.recovery;
    recovery_days = std::max(recovery_days, rule.recovery_days);
    protection |= rule.protection;
    if (rule.drill_within_days == 0) return;
    drill_within_days = drill_within_days == 0
                            ? rule.drill_within_days
                            : std::min(drill_within_days, rule.drill_within_days);
  }
};

PolicyCheck recovery_check(const TableState& table, const Wanted& wanted) {
  PolicyCheck check{table.name, kWantsRecovery};
  check.required = "ENABLED";
  if (!table.recovery.known) {
    check.found = "UNKNOWN";
    check.says = "the endpoint does not say whether point-in-time recovery is on";
    return check;
  }
  check.met = table.recovery.enabled;
  check.found = check.met ? "ENABLED" : "DISABLED";
  check.says = fmt::format("point-in-time recovery is {}", check.met ? "on" : "off");
  check.remedy = {"enable", table.name};
  check.days = wanted.recovery_days;
  if (wanted.recovery_days > 0)
    check.remedy.insert(check.remedy.end(), {"--days", fmt::format("{}", wanted.recovery_days)});
  return check;
}

PolicyCheck days_check(const TableState& table, std::uint64_t days) {
  PolicyCheck check{table.name, kWantsDays};
  const std::uint64_t found = table.recovery.days;
  check.met = found >= days;
  check.required = fmt::format("{}", days);
  if (found == 0) {
    check.found = "UNKNOWN";
    check.says = "the endpoint does not say how many days recovery goes back";
    return check;
  }
  check.found = fmt::format("{}", found);
  check.says = fmt::format("recovery goes {} days back{}", found,
                           check.met ? "" : fmt::format(", and not {}", days));
  check.remedy = {"enable", table.name, "--days", check.required};
  check.days = days;
  return check;
}

PolicyCheck protection_check(const TableState& table) {
  PolicyCheck check{table.name, kWantsProtection, table.is_protected};
  check.required = "ENABLED";
  check.found = check.met ? "ENABLED" : "DISABLED";
  check.says = check.met ? "it is protected from deletion" : "it is not protected from deletion";
  check.remedy = {"protect", table.name};
  return check;
}

PolicyCheck drill_check(const TableState& table, const Drill* drill, std::uint64_t days,
                        Micros now_us) {
  PolicyCheck check{table.name, kWantsDrill};
  check.required = fmt::format("within {} days", days);
  check.found = drill == nullptr ? "never" : fmt::format("{} {}", drill->result, drill->started_at);
  const auto age = drill == nullptr ? std::nullopt : age_us(*drill, now_us);
  const Micros most = static_cast<Micros>(days) * 24 * 60 * 60 * kMicrosPerSecond;
  check.met = age && *age <= most && drill->result == "PASSED";
  check.says = drill == nullptr ? "no drill has shown that it can be restored"
                                : fmt::format("the last drill {}", last_drill_text(drill, now_us));
  check.remedy = {"drill", table.name};
  return check;
}

void check_table(const TableState& table, const Wanted& wanted, const LastDrills& drills,
                 Micros now_us, std::vector<PolicyCheck>& checks) {
  if (wanted.recovery) {
    checks.push_back(recovery_check(table, wanted));
    // Of recovery that is off, the period is no second failure.
    if (wanted.recovery_days > 0 && checks.back().met)
      checks.push_back(days_check(table, wanted.recovery_days));
  }
  if (wanted.protection) checks.push_back(protection_check(table));
  if (wanted.drill_within_days > 0)
    checks.push_back(drill_check(table, drills.of(table.name, table.arn, table.created_us),
                                 wanted.drill_within_days, now_us));
}

// Names and patterns of the rule that no table has.
std::vector<PolicyCheck> missing_tables(const PolicyRule& rule,
                                        const std::vector<TableState>& tables) {
  std::vector<PolicyCheck> missing;
  if (rule.optional) return missing;
  for (const std::string& name : rule.tables) {
    const bool found = std::ranges::any_of(tables, [&](const TableState& table) {
      return matches_any({name}, table.name) && rule.concerns(table.name);
    });
    if (found) continue;
    PolicyCheck check{name, kWantsTable};
    check.required = "EXISTS";
    check.found = "MISSING";
    check.says = is_pattern(name) ? "no table is called like this" : "there is no such table";
    missing.push_back(std::move(check));
  }
  return missing;
}

}  // namespace

std::vector<PolicyCheck> check_policy(const Policy& policy, const std::vector<TableState>& tables,
                                      const LastDrills& drills, Micros now_us) {
  std::vector<PolicyCheck> checks;
  for (const PolicyRule& rule : policy.rules) {
    for (PolicyCheck& check : missing_tables(rule, tables)) {
      if (std::ranges::find(checks, check.table, &PolicyCheck::table) == checks.end())
        checks.push_back(std::move(check));
    }
  }
  std::map<std::string, const TableState*> by_name;
  for (const TableState& table : tables) by_name[table.name] = &table;
  for (const auto& [name, table] : by_name) {
    Wanted wanted;
    for (const PolicyRule& rule : policy.rules)
      if (rule.concerns(name)) wanted.add(rule);
    if (policy.concerns(name)) {
      check_table(*table, wanted, drills, now_us, checks);
    } else if (policy.every_table) {
      PolicyCheck check{name, kWantsRule};
      check.required = "a rule";
      check.found = "none";
      check.says = "no rule of the policy is about this table";
      checks.push_back(std::move(check));
    }
  }
  return checks;
}

Outcome<std::vector<PolicyCheck>> check_endpoint(Client& client, const Policy& policy,
                                                 Micros now_us) {
  QUONDAM_ASSIGN(const LastDrills drills, LastDrills::read(client.settings().endpoint.text));
  std::vector<std::string> names;
  if (policy.has_patterns()) {
    QUONDAM_ASSIGN(names, list_table_names(client, {}));
    std::erase_if(names, [&](const std::string& name) {
      return is_scratch_name(name) || !(policy.every_table || policy.concerns(name));
    });
  } else {
    for (const PolicyRule& rule : policy.rules)
      std::ranges::copy_if(rule.tables, std::back_inserter(names),
                           [&](const std::string& name) { return rule.concerns(name); });
  }
  std::vector<TableState> tables;
  Progress progress;
  for (const std::string& name : names) {
    progress.show(fmt::format("{} of {} tables", tables.size(), names.size()), tables.size(),
                  names.size());
    QUONDAM_ASSIGN(auto state, read_table_state(client, name));
    if (state) tables.push_back(*std::move(state));
  }
  return check_policy(policy, tables, drills, now_us);
}

std::vector<PolicyCheck> unmet(const std::vector<PolicyCheck>& checks) {
  std::vector<PolicyCheck> failed_ones;
  std::ranges::copy_if(checks, std::back_inserter(failed_ones),
                       [](const PolicyCheck& check) { return !check.met; });
  return failed_ones;
}

void write_check(JsonWriter& json, const PolicyCheck& check) {
  json.key("TableName").string(check.table);
  json.key("Requirement").string(check.requirement);
  json.key("Met").boolean(check.met);
  json.key("Required").string(check.required).key("Found").string(check.found);
  json.key("Message").string(check.says);
}

}  // namespace quondam::ops
