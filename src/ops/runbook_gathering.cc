#include "ops/runbook_gathering.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "ops/foreign_endpoint.h"
#include "ops/json_fields.h"
#include "ops/last_drills.h"
#include "ops/prices.h"
#include "ops/scratch_table.h"
#include "ops/table_definition.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

// What is the same for all tables.
struct Around {
  std::set<std::string> all_names;
  std::optional<std::map<std::string, BackupTotal>> backups = {};
  LastDrills drills = {};
};

std::vector<std::string> read_indexes(simdjson::dom::element table) {
  std::vector<std::string> indexes;
  for (const auto& [member, kind] : {std::pair{"GlobalSecondaryIndexes", "global"},
                                     std::pair{"LocalSecondaryIndexes", "local"}}) {
    for (const auto index : array_of(table, member)) {
      std::vector<std::string> keys;
      for (const auto key : array_of(index, "KeySchema"))
        keys.emplace_back(text_of(key, "AttributeName"));
      indexes.push_back(
          fmt::format("{} ({}: {})", text_of(index, "IndexName"), kind, fmt::join(keys, ", ")));
    }
  }
  std::ranges::sort(indexes);
  return indexes;
}

std::string free_name(const std::string& table, const std::set<std::string>& taken) {
  constexpr std::size_t kLongestName = 255;
  for (int number = 1;; ++number) {
    const std::string suffix = number == 1 ? "-restored" : fmt::format("-restored-{}", number);
    std::string name = table.substr(0, kLongestName - suffix.size()) + suffix;
    if (!taken.contains(name)) return name;
  }
}

// A price table that does not know the region leaves the sums out.
void count_costs(TableFacts& facts, const ConnectionSettings& connection) {
  const auto prices = PriceTable::built_in().in(region_of(facts.footprint, connection));
  if (!prices) return;
  facts.cost = cost_of(facts.footprint, *prices);
  const auto month = month_of(facts.footprint, facts.cost, MonthlyUse{}, *prices);
  if (month) facts.month_cost = *month;
}

Outcome<void> read_window(Client& client, TableFacts& facts) {
  auto recovery = describe_recovery(client, facts.name());
  if (!recovery && !is_lacking(recovery.error())) return tl::unexpected(recovery.error());
  if (!recovery) return {};
  facts.recovery = *recovery;
  facts.footprint.recovery_enabled = recovery->enabled;
  return {};
}

Outcome<void> read_table(Session& session, const Around& around, const std::string& name,
                         Runbook& runbook) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(name).end_object();
  const auto answer = session.client.read(kDynamoDb, "DescribeTable", body);
  // Gone since it was listed.
  if (!answer && answer.error().type == "ResourceNotFoundException") return {};
  if (!answer) return tl::unexpected(answer.error());
  const auto table = member_of(answer->json(), "Table");
  if (!table) return failed("the server's answer to DescribeTable has no Table");
  TableFacts facts;
  facts.footprint = footprint_of(*table);
  facts.footprint.name = name;
  if (facts.footprint.status == "CREATING" || facts.footprint.status == "DELETING") {
    runbook.left_out.push_back(fmt::format("{} ({})", name, facts.footprint.status));
    return {};
  }
  facts.indexes = read_indexes(*table);
  facts.definition = table_definition(*table);
  QUONDAM_ASSIGN(facts.settings, read_table_settings(session.client, name));
  QUONDAM_ASSIGN(facts.keys, read_table_keys(session.client, name));
  QUONDAM_TRY(read_window(session.client, facts));
  QUONDAM_ASSIGN(facts.policy, read_resource_policy(session.client, facts.settings.arn));
  if (around.backups) {
    const auto found = around.backups->find(name);
    if (found != around.backups->end()) facts.backups = found->second;
    facts.footprint.backups = facts.backups.count;
    facts.footprint.backup_bytes = facts.backups.bytes;
  }
  count_costs(facts, session.client.settings());
  if (const Drill* const drill =
          around.drills.of(name, facts.settings.arn, time_of(*table, "CreationDateTime")))
    facts.last_drill = *drill;
  facts.restored_name = free_name(name, around.all_names);
  runbook.tables.push_back(std::move(facts));
  return {};
}

// A key that nobody has: whether the server asks for a signature is seen by what becomes of it.
CredentialsRule ask_for_rule(const Session& session) {
  ConnectionSettings stranger = session.client.settings();
  stranger.credentials = std::make_shared<KeptCredentials>(
      Credentials{.key_id = "QUONDAMRUNBOOKNOKEY0", .secret = "none"});
  Client client(std::move(stranger));
  const auto answer = client.read(kDynamoDb, "ListTables", R"({"Limit":1})");
  if (answer) return CredentialsRule::any_signature;
  return answer.error().type == "UnrecognizedClientException" ? CredentialsRule::keys_of_the_server
                                                              : CredentialsRule::unknown;
}

}  // namespace

Outcome<Runbook> gather_runbook(Session& session, const std::vector<std::string>& patterns) {
  Runbook runbook;
  runbook.written_us = session.began_us;
  runbook.connection = session.client.settings();
  QUONDAM_ASSIGN(runbook.is_quondam, is_quondam(session.client));
  const bool on_aws = runbook.connection.endpoint.host.ends_with(".amazonaws.com");
  runbook.credentials = runbook.is_quondam ? ask_for_rule(session)
                        : on_aws           ? CredentialsRule::iam
                                           : CredentialsRule::unknown;
  QUONDAM_ASSIGN(const auto all, list_table_names(session.client, {}));
  for (const std::string& pattern : patterns) {
    if (std::ranges::none_of(all, [&](const auto& name) { return matches_any({pattern}, name); })) {
      return failed(fmt::format("no table is called {}", pattern),
                    "`quondam tables` lists the tables that are there.");
    }
  }
  Around around{.all_names = {all.begin(), all.end()}};
  QUONDAM_ASSIGN(around.backups, sum_backups(session.client));
  QUONDAM_ASSIGN(around.drills, LastDrills::read(session.client.settings().endpoint.text));
  Progress progress;
  for (const std::string& name : all) {
    const bool wanted = patterns.empty() ? !is_scratch_name(name) : matches_any(patterns, name);
    if (!wanted) continue;
    progress.show(fmt::format("reading {}", name));
    QUONDAM_TRY(read_table(session, around, name, runbook));
  }
  progress.clear();
  if (runbook.tables.empty()) {
    return failed("there is no table to write a runbook for",
                  "`quondam tables` lists the tables that are there.");
  }
  return runbook;
}

}  // namespace quondam::ops
