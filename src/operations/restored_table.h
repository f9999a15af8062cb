// What the operations that restore have in common: the settings of the new table, and the start of
// the work.
#pragma once

#include "operations/operation.h"
#include "operations/table_shapes.h"
#include "operations/vector_index_shapes.h"

namespace quondam::operations {

// What the new table has otherwise than its source, in each request that restores.
// clang-format off
#define QUONDAM_OVERRIDE_MEMBERS                                        \
  {"BillingModeOverride", &shapes::kBillingMode},                       \
  {"GlobalSecondaryIndexOverride", &shapes::kGlobalSecondaryIndexes},   \
  {"LocalSecondaryIndexOverride", &shapes::kLocalSecondaryIndexes},     \
  {"ProvisionedThroughputOverride", &shapes::kProvisionedThroughput},   \
  {"OnDemandThroughputOverride", &shapes::kOnDemandThroughput},         \
  {"SSESpecificationOverride", &shapes::kSseSpecification},             \
  {"VectorIndexOverride", &shapes::kVectorIndexes}
// clang-format on

// Refuses overrides that are not supported.
ApiExpected<void> check_overrides(const Request& request);

// What the new table takes over from its source, and what the request's ...Override parameters
// change. Protection, TTL, tags and recovery are not taken over, as AWS has it.
ApiExpected<catalog::Table> plan_target(const Context& context, const Request& request,
                                        const catalog::Table& source);

// Whether the name is free; AWS's error otherwise.
ApiExpected<void> check_target_is_free(const Context& context, std::string_view name);

// Starts the restore, and describes the new table. outside_window is left to the caller.
ApiExpected<catalog::TablePtr> start_restore(const Context& context,
                                             const backup::RestoreSource& source,
                                             catalog::Table target);

}  // namespace quondam::operations
