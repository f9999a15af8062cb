#include <fmt/format.h>

#include "operations/operation_table.h"
#include "operations/replica_shapes.h"
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
  std::optional<catalog::BillingMode> billing;
  std::optional<ThroughputUnits> throughput;
  std::optional<bool> deletion_protection;
};

ApiExpected<Wanted> read_wanted(const Request& request) {
  Wanted wanted;
  wanted.billing = read_billing(request, "BillingMode");
  QUONDAM_ASSIGN(wanted.throughput, read_throughput(request, "ProvisionedThroughput"));
  wanted.deletion_protection = request.boolean("DeletionProtectionEnabled");
  QUONDAM_TRY(refuse_unimplemented(
      request,
      {"GlobalSecondaryIndexUpdates", "StreamSpecification", "SSESpecification", "ReplicaUpdates",
       "TableClass", "MultiRegionConsistency", "GlobalTableWitnessUpdates", "OnDemandThroughput",
       "WarmThroughput", "GlobalTableSettingsReplicationMode", "DisassociationProtectionEnabled",
       "VectorIndexUpdates"}));
  if (!wanted.billing && !wanted.throughput && !wanted.deletion_protection) {
    return refuse(validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates, "
        "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, "
        "MultiRegionConsistency, "
        "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"));
  }
  if (wanted.deletion_protection && (wanted.billing || wanted.throughput)) {
    return refuse(invalid_parameter(
        "DeletionProtection modification must be the only operation in the request"));
  }
  if (wanted.billing == catalog::BillingMode::provisioned && !wanted.throughput) {
    return refuse(invalid_parameter(
        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));
  }
  return wanted;
}

ApiError throughput_unchanged(const ThroughputUnits& units) {
  return validation(
      fmt::format("The provisioned throughput for the table will not change. The requested value "
                  "equals the current "
                  "value. Current ReadCapacityUnits provisioned for the table: {0}. Requested "
                  "ReadCapacityUnits: {0}. "
                  "Current WriteCapacityUnits provisioned for the table: {1}. Requested "
                  "WriteCapacityUnits: {1}. "
                  "Refer to the Amazon DynamoDB Developer Guide for current limits and how to "
                  "request higher limits.",
                  units.read, units.write));
}

void set_throughput(catalog::Throughput& throughput, const ThroughputUnits& units, Micros now_us) {
  const bool increases = units.read > throughput.read_units || units.write > throughput.write_units;
  const bool decreases = units.read < throughput.read_units || units.write < throughput.write_units;
  if (increases) throughput.last_increase_us = now_us;
  if (decreases) {
    throughput.last_decrease_us = now_us;
    ++throughput.decreases_today;
  }
  throughput.read_units = units.read;
  throughput.write_units = units.write;
}

Result<void> change_capacity(catalog::Table& table, const Wanted& wanted, Micros now_us) {
  const bool was_provisioned = table.billing == catalog::BillingMode::provisioned;
  table.billing = wanted.billing.value_or(table.billing);
  if (table.billing == catalog::BillingMode::pay_per_request) {
    if (wanted.throughput)
      return fail(ErrorCode::validation, throughput_of_on_demand_table().message);
    if (was_provisioned) {
      table.billing_changed_us = now_us;
      table.throughput.read_units = 0;
      table.throughput.write_units = 0;
    }
    return {};
  }
  if (!wanted.throughput) return {};
  const bool same = wanted.throughput->read == table.throughput.read_units &&
                    wanted.throughput->write == table.throughput.write_units;
  if (was_provisioned && same)
    return fail(ErrorCode::validation, throughput_unchanged(*wanted.throughput).message);
  set_throughput(table.throughput, *wanted.throughput, now_us);
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));
  QUONDAM_ASSIGN(const Wanted wanted, read_wanted(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  if (table->status == catalog::TableStatus::creating)
    return refuse(table_being_created(table->name));

  // ---- the work ----
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        changed.deletion_protection =
            wanted.deletion_protection.value_or(changed.deletion_protection);
        return change_capacity(changed, wanted, now);
      });
  if (!updated) {
    if (updated.error().code == ErrorCode::not_found)
      return refuse(resource_not_found(table->name));
    return refuse(updated.error());
  }

  // ---- the answer ----
  return describe_table(context, **updated, "TableDescription");
}

}  // namespace

const Operation kUpdateTable{kDynamoDb, "UpdateTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
