#include <fmt/format.h>

#include <algorithm>

#include "operations/change_limits.h"
#include "operations/index_updates.h"
#include "operations/operation_table.h"
#include "operations/replica_shapes.h"
#include "operations/stream_specification.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"
#include "operations/table_settings.h"
#include "operations/throughput.h"
#include "operations/vector_index_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kUpdateIndexMembers[] = {
    {"IndexName", &kIndexName, required},
    {"ProvisionedThroughput", &kProvisionedThroughput},
    {"OnDemandThroughput", &kOnDemandThroughput},
    {"WarmThroughput", &kWarmThroughput},
};
constexpr Shape kUpdateIndex{
    .kind = structure, .name = "UpdateGlobalSecondaryIndexAction", .members = kUpdateIndexMembers};
constexpr Shape kCreateIndex{.kind = structure,
                             .name = "CreateGlobalSecondaryIndexAction",
                             .members = kGlobalSecondaryIndexMembers};
constexpr Member kDeleteIndexMembers[] = {{"IndexName", &kIndexName, required}};
constexpr Shape kDeleteIndex{
    .kind = structure, .name = "DeleteGlobalSecondaryIndexAction", .members = kDeleteIndexMembers};
constexpr Member kIndexUpdateMembers[] = {
    {"Update", &kUpdateIndex},
    {"Create", &kCreateIndex},
    {"Delete", &kDeleteIndex},
};
constexpr Shape kIndexUpdate{
    .kind = structure, .name = "GlobalSecondaryIndexUpdate", .members = kIndexUpdateMembers};
constexpr Shape kIndexUpdates{
    .kind = list, .name = "GlobalSecondaryIndexUpdateList", .element = &kIndexUpdate};
constexpr Member kMembers[] = {
    {"AttributeDefinitions", &kAttributeDefinitions},
    {"TableName", &kTableArn, required_elsewhere},
    {"ProvisionedThroughput", &kProvisionedThroughput},
    {"BillingMode", &kBillingMode},
    {"GlobalSecondaryIndexUpdates", &kIndexUpdates},
    {"StreamSpecification", &kStreamSpecification},
    {"SSESpecification", &kSseSpecification},
    {"ReplicaUpdates", &kReplicaUpdates},
    {"TableClass", &kTableClass},
    {"DeletionProtectionEnabled", &kBoolean},
    {"MultiRegionConsistency", &kMultiRegionConsistency},
    {"GlobalTableWitnessUpdates", &kWitnessUpdates},
    {"OnDemandThroughput", &kOnDemandThroughput},
    {"WarmThroughput", &kWarmThroughput},
    {"GlobalTableSettingsReplicationMode", &kSettingsReplicationMode},
    {"DisassociationProtectionEnabled", &kBoolean},
    {"VectorIndexUpdates", &kVectorIndexUpdates},
};
constexpr Shape kRequest{.kind = structure, .name = "UpdateTableInput", .members = kMembers};

// What the request changes.
struct Wanted {
  IndexUpdates indexes;
  std::optional<catalog::BillingMode> billing;
  std::optional<ThroughputUnits> throughput;
  std::optional<bool> deletion_protection;
  std::optional<StreamChange> stream;
  std::optional<catalog::Encryption> encryption;
  std::optional<catalog::TableClass> table_class;
  bool on_demand = false;
  bool warm = false;

  // Those that go with nothing else are not counted. Warm throughput of the table and of its
  // indexes is one concern.
  [[nodiscard]] int common() const {
    return int{billing.has_value()} + int{throughput.has_value()} + int{stream.has_value()} +
           int{on_demand} + int{!indexes.empty() && !(warm && indexes.only_warm())};
  }
};

// One concern a request: what must stand alone, in the order in which AWS names it.
ApiExpected<void> check_stands_alone(const Wanted& wanted) {
  const std::pair<bool, std::string_view> alone[] = {
      {wanted.encryption.has_value(), "SSESpecification"},
      {wanted.table_class.has_value(), "TableClass"},
      {wanted.deletion_protection.has_value(), "DeletionProtection"},
      {wanted.warm, "WarmThroughput"},
  };
  const auto count = std::ranges::count_if(alone, [](const auto& one) { return one.first; });
  const auto* first = std::ranges::find_if(alone, [](const auto& one) { return one.first; });
  if (count == 0 || count + wanted.common() == 1) return {};
  return refuse(invalid_parameter(
      fmt::format("{} modification must be the only operation in the request", first->second)));
}

// A stream is changed alone, or together with a change to on-demand billing.
ApiExpected<void> check_stream_change_stands_alone(const Wanted& wanted) {
  if (!wanted.stream) return {};
  if (wanted.throughput || wanted.billing == catalog::BillingMode::provisioned) {
    return refuse(invalid_parameter("You cannot modify stream status while updating table IOPS"));
  }
  if (!wanted.indexes.empty()) {
    return refuse(
        invalid_parameter("You cannot create or delete index while changing stream status"));
  }
  return {};
}

ApiExpected<void> refuse_unsupported_settings(const Request& request) {
  for (const std::string_view parameter :
       {"ReplicaUpdates", "MultiRegionConsistency", "GlobalTableWitnessUpdates",
        "GlobalTableSettingsReplicationMode", "DisassociationProtectionEnabled"}) {
    if (request.has(parameter)) return refuse(not_supported("Global tables"));
  }
  if (request.has("VectorIndexUpdates")) return refuse(not_supported("Vector indexes"));
  return {};
}

ApiExpected<Wanted> read_wanted(const Context& context, const Request& request) {
  Wanted wanted;
  wanted.billing = read_billing(request, "BillingMode");
  QUONDAM_ASSIGN(wanted.throughput, read_throughput(request, "ProvisionedThroughput"));
  wanted.deletion_protection = request.boolean("DeletionProtectionEnabled");
  QUONDAM_ASSIGN(wanted.indexes, IndexUpdates::read(request));
  QUONDAM_ASSIGN(wanted.stream, read_stream_change(request));
  QUONDAM_TRY(refuse_unsupported_settings(request));
  QUONDAM_ASSIGN(wanted.encryption, read_encryption(context, request, "SSESpecification"));
  if (const auto name = request.string("TableClass")) {
    wanted.table_class = *name == "STANDARD" ? catalog::TableClass::standard
                                             : catalog::TableClass::infrequent_access;
  }
  wanted.on_demand = request.has("OnDemandThroughput");
  wanted.warm = request.has("WarmThroughput");
  if (wanted.common() == 0 && !wanted.deletion_protection && !wanted.encryption &&
      !wanted.table_class && !wanted.warm) {
    return refuse(validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates, "
        "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, "
        "MultiRegionConsistency, "
        "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"));
  }
  QUONDAM_TRY(check_stands_alone(wanted));
  QUONDAM_TRY(check_stream_change_stands_alone(wanted));
  if (wanted.billing == catalog::BillingMode::provisioned && !wanted.throughput) {
    return refuse(invalid_parameter(
        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));
  }
  return wanted;
}

// A table that becomes provisioned needs units for each of its global indexes.
ApiExpected<void> check_indexes_get_throughput(const catalog::Table& table,
                                               const IndexUpdates& updates) {
  std::vector<std::string_view> without;
  for (const catalog::Index& index : table.indexes) {
    if (index.kind == catalog::Index::Kind::global && !updates.sets_throughput(index.name))
      without.push_back(index.name);
  }
  if (without.empty()) return {};
  return refuse(throughput_of_index_missing(fmt::format("{}", fmt::join(without, ","))));
}

ApiExpected<void> change_capacity(catalog::Table& table, const Wanted& wanted, Micros now_us) {
  const bool was_provisioned = table.billing == catalog::BillingMode::provisioned;
  table.billing = wanted.billing.value_or(table.billing);
  if (table.billing == catalog::BillingMode::pay_per_request) {
    if (wanted.throughput) return refuse(throughput_of_on_demand_table());
    if (!was_provisioned) return {};
    table.billing_changed_us = now_us;
    table.throughput.read_units = 0;
    table.throughput.write_units = 0;
    for (catalog::Index& index : table.indexes) {
      index.throughput.read_units = 0;
      index.throughput.write_units = 0;
    }
    return {};
  }
  table.on_demand = {};
  if (!was_provisioned) {
    for (catalog::Index& index : table.indexes) index.on_demand = {};
  }
  if (!was_provisioned) QUONDAM_TRY(check_indexes_get_throughput(table, wanted.indexes));
  if (!wanted.throughput) return {};
  const bool same = wanted.throughput->read == table.throughput.read_units &&
                    wanted.throughput->write == table.throughput.write_units;
  if (was_provisioned && same) return refuse(throughput_unchanged("table", *wanted.throughput));
  return set_throughput(table.throughput, *wanted.throughput, now_us);
}

ApiExpected<void> change_encryption(catalog::Table& table, const catalog::Encryption& wanted,
                                    Micros now_us) {
  QUONDAM_TRY(check_encryption_change(table, now_us));
  if (!wanted.enabled && !table.encryption.enabled)
    return refuse(invalid_parameter("Table is already encrypted by default"));
  if (wanted.enabled && wanted.kms_key_arn == table.encryption.kms_key_arn)
    return refuse(invalid_parameter("Table is already encrypted by given KMSMasterKeyId"));
  table.encryption = wanted;
  note_encryption_change(table, now_us);
  return {};
}

ApiExpected<void> change_table_class(catalog::Table& table, catalog::TableClass wanted,
                                     Micros now_us) {
  QUONDAM_TRY(check_class_change(table, now_us));
  if (table.table_class == wanted) return {};
  table.table_class = wanted;
  note_class_change(table, now_us);
  return {};
}

// What is kept and shown, and changes nothing else.
ApiExpected<void> change_settings(const Context& context, const Request& request,
                                  const Wanted& wanted, catalog::Table& table, Micros now_us) {
  table.deletion_protection = wanted.deletion_protection.value_or(table.deletion_protection);
  if (wanted.encryption) QUONDAM_TRY(change_encryption(table, *wanted.encryption, now_us));
  if (wanted.table_class) QUONDAM_TRY(change_table_class(table, *wanted.table_class, now_us));
  QUONDAM_TRY(
      read_on_demand(context, request, "OnDemandThroughput", {}, table.billing, table.on_demand));
  return read_warm(context, request, {}, table.billing, table.throughput, table.warm);
}

ApiExpected<void> check_status(const catalog::Table& table, const Wanted& wanted) {
  switch (table.status) {
    case catalog::TableStatus::creating:
      return refuse(table_being_created(table.name));
    case catalog::TableStatus::deleting:
      return refuse(table_being_deleted(table.name));
    case catalog::TableStatus::updating:
      // Another index beside one that is changing is refused with an error of its own.
      if (table.index_is_changing() && wanted.indexes.needs_building()) return {};
      return refuse(table_being_updated(table.name));
    case catalog::TableStatus::active:
      return {};
  }
  return {};
}

ApiExpected<void> change(const Context& context, const Request& request, const Wanted& wanted,
                         catalog::Table& table, catalog::CommitTime now) {
  const catalog::TableLife& life = context.database.table_life();
  QUONDAM_TRY(check_status(table, wanted));
  if (wanted.stream) QUONDAM_TRY(apply(*wanted.stream, table, now));
  keep_warm(table);
  QUONDAM_TRY(change_capacity(table, wanted, now));
  QUONDAM_TRY(change_settings(context, request, wanted, table, now));
  QUONDAM_TRY(wanted.indexes.apply(context, request, table, now));
  keep_warm(table);
  const catalog::StatusDelays& delays = life.delays();
  table.settles_us =
      life.settles_after(wanted.indexes.needs_building() ? delays.index_us : delays.table_us);
  if (table.settles_us == 0) return {};
  table.status = catalog::TableStatus::updating;
  wanted.indexes.show_in(table);
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));
  QUONDAM_ASSIGN(const Wanted wanted, read_wanted(context, request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));

  // ---- the work ----
  catalog::TableLife& life = context.database.table_life();
  std::optional<ApiError> refused;
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        refused.reset();
        if (auto made = change(context, request, wanted, changed, now); !made) {
          refused = std::move(made).error();
          return fail(ErrorCode::validation, refused->message);
        }
        return {};
      });
  if (!updated) {
    if (refused) return refuse(*std::move(refused));
    if (updated.error().code == ErrorCode::not_found)
      return refuse(resource_not_found(table->name));
    return refuse(updated.error());
  }
  if (wanted.indexes.needs_building()) context.database.index_builder().wake();
  life.wake();

  // ---- the answer ----
  return describe_table(context, **updated, "TableDescription", Shown::updating);
}

}  // namespace

const Operation kUpdateTable{kDynamoDb, "UpdateTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
