#include "operations/restored_table.h"

#include "catalog/uuid.h"
#include "operations/restored_indexes.h"
#include "operations/table_settings.h"
#include "operations/throughput.h"

namespace quondam::operations {

ApiExpected<void> check_overrides(const Request& request) {
  if (request.has("VectorIndexOverride")) return refuse(not_supported("Vector indexes"));
  return {};
}

// On-demand limits and encryption, as they are or as they are overridden.
ApiExpected<void> take_over_settings(const Context& context, const Request& request,
                                     const catalog::Table& source, catalog::Table& target) {
  if (target.billing == catalog::BillingMode::pay_per_request) target.on_demand = source.on_demand;
  QUONDAM_TRY(read_on_demand(context, request, "OnDemandThroughputOverride",
                             {.index = {}, .creates = true}, target.billing, target.on_demand));
  QUONDAM_ASSIGN(const auto encryption,
                 read_encryption(context, request, "SSESpecificationOverride"));
  target.encryption = encryption.value_or(source.encryption);
  return {};
}

ApiExpected<catalog::Table> plan_target(const Context& context, const Request& request,
                                        const catalog::Table& source) {
  catalog::Table target;
  target.name = *request.string("TargetTableName");
  target.uuid = catalog::new_uuid();
  target.created_us = context.database.clock().wall_us();
  const catalog::TableLife& life = context.database.table_life();
  target.settles_us = life.settles_after(life.delays().restore_us);
  target.keys = source.keys;
  const auto billing = read_billing(request, "BillingModeOverride");
  target.billing = billing.value_or(source.billing);
  QUONDAM_ASSIGN(const auto throughput, read_throughput(request, "ProvisionedThroughputOverride"));
  QUONDAM_TRY(take_over_settings(context, request, source, target));
  if (target.billing == catalog::BillingMode::pay_per_request) {
    if (throughput) {
      return refuse(validation(
          billing ? "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is "
                    "overridden to PAY_PER_REQUEST"
                  : "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is "
                    "PROVISIONED"));
    }
    target.billing_changed_us = target.created_us;
    QUONDAM_TRY(take_over_indexes(context, request, source, target));
    return target;
  }
  if (!throughput && source.billing != catalog::BillingMode::provisioned) {
    return refuse(
        validation("Invalid Request: Must override ProvisionedThroughput if BillingMode is "
                   "overridden to PROVISIONED"));
  }
  target.throughput.read_units = throughput ? throughput->read : source.throughput.read_units;
  target.throughput.write_units = throughput ? throughput->write : source.throughput.write_units;
  QUONDAM_TRY(take_over_indexes(context, request, source, target));
  return target;
}

ApiExpected<void> check_target_is_free(const Context& context, std::string_view name) {
  const catalog::TablePtr existing = context.database.catalog().find(name);
  if (existing == nullptr) return {};
  if (existing->status == catalog::TableStatus::creating) return refuse(table_being_restored(name));
  return refuse(table_already_exists(name));
}

ApiExpected<catalog::TablePtr> start_restore(const Context& context,
                                             const backup::RestoreSource& source,
                                             catalog::Table target) {
  const std::string name = target.name;
  auto started = context.database.restores().start(source, std::move(target), context.who());
  if (!started) {
    if (started.error().code == ErrorCode::already_exists) {
      QUONDAM_TRY(check_target_is_free(context, name));
      return refuse(table_already_exists(name));
    }
    return refuse(started.error());
  }
  context.database.table_life().wake();
  return *std::move(started);
}

}  // namespace quondam::operations
