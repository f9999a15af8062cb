#include <fmt/format.h>

#include "operations/index_updates.h"
#include "operations/operation_table.h"
#include "operations/replica_shapes.h"
#include "operations/stream_specification.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"
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
};

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

ApiExpected<Wanted> read_wanted(const Request& request) {
  Wanted wanted;
  wanted.billing = read_billing(request, "BillingMode");
  QUONDAM_ASSIGN(wanted.throughput, read_throughput(request, "ProvisionedThroughput"));
  wanted.deletion_protection = request.boolean("DeletionProtectionEnabled");
  QUONDAM_ASSIGN(wanted.indexes, IndexUpdates::read(request));
  QUONDAM_ASSIGN(wanted.stream, read_stream_change(request));
  QUONDAM_TRY(refuse_unimplemented(
      request, {"SSESpecification", "ReplicaUpdates", "TableClass", "MultiRegionConsistency",
                "GlobalTableWitnessUpdates", "OnDemandThroughput", "WarmThroughput",
                "GlobalTableSettingsReplicationMode", "DisassociationProtectionEnabled",
                "VectorIndexUpdates"}));
  if (!wanted.billing && !wanted.throughput && !wanted.deletion_protection && !wanted.stream &&
      wanted.indexes.empty()) {
    return refuse(validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates, "
        "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, "
        "MultiRegionConsistency, "
        "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"));
  }
  if (wanted.deletion_protection &&
      (wanted.billing || wanted.throughput || wanted.stream || !wanted.indexes.empty())) {
    return refuse(invalid_parameter(
        "DeletionProtection modification must be the only operation in the request"));
  }
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
  if (!was_provisioned) QUONDAM_TRY(check_indexes_get_throughput(table, wanted.indexes));
  if (!wanted.throughput) return {};
  const bool same = wanted.throughput->read == table.throughput.read_units &&
                    wanted.throughput->write == table.throughput.write_units;
  if (was_provisioned && same) return refuse(throughput_unchanged("table", *wanted.throughput));
  set_throughput(table.throughput, *wanted.throughput, now_us);
  return {};
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

ApiExpected<void> change(const Request& request, const Wanted& wanted,
                         const catalog::TableLife& life, catalog::Table& table,
                         catalog::CommitTime now) {
  QUONDAM_TRY(check_status(table, wanted));
  if (wanted.stream) QUONDAM_TRY(apply(*wanted.stream, table, now));
  table.deletion_protection = wanted.deletion_protection.value_or(table.deletion_protection);
  QUONDAM_TRY(change_capacity(table, wanted, now));
  QUONDAM_TRY(wanted.indexes.apply(request, table, now));
  const catalog::StatusDelays& delays = life.delays();
  table.settles_us =
      life.settles_after(wanted.indexes.needs_building() ? delays.index_us : delays.table_us);
  if (table.settles_us != 0) table.status = catalog::TableStatus::updating;
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));
  QUONDAM_ASSIGN(const Wanted wanted, read_wanted(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));

  // ---- the work ----
  catalog::TableLife& life = context.database.table_life();
  std::optional<ApiError> refused;
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        refused.reset();
        if (auto made = change(request, wanted, life, changed, now); !made) {
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
