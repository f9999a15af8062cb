#include "catalog/stream_settings.h"
#include "catalog/uuid.h"
#include "operations/index_definition.h"
#include "operations/operation_table.h"
#include "operations/resource_policy.h"
#include "operations/stream_specification.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"
#include "operations/table_settings.h"
#include "operations/table_shapes.h"
#include "operations/tags.h"
#include "operations/throughput.h"
#include "operations/vector_index_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"AttributeDefinitions", &kAttributeDefinitions, required_by_service},
    {"TableName", &kNewTableArn, required_elsewhere},
    {"BillingMode", &kBillingMode},
    {"ProvisionedThroughput", &kProvisionedThroughput},
    {"KeySchema", &kKeySchema, required_by_service},
    {"GlobalSecondaryIndexes", &kGlobalSecondaryIndexes},
    {"LocalSecondaryIndexes", &kLocalSecondaryIndexes},
    {"StreamSpecification", &kStreamSpecification},
    {"SSESpecification", &kSseSpecification},
    {"Tags", &kTags},
    {"TableClass", &kTableClass},
    {"DeletionProtectionEnabled", &kBoolean},
    {"WarmThroughput", &kWarmThroughput},
    {"ResourcePolicy", &kResourcePolicy},
    {"OnDemandThroughput", &kOnDemandThroughput},
    {"GlobalTableSourceArn", &kPlainArn},
    {"GlobalTableSettingsReplicationMode", &kSettingsReplicationMode},
    {"VectorIndexes", &kVectorIndexes},
};
constexpr Shape kRequest{.kind = structure, .name = "CreateTableInput", .members = kMembers};

ApiExpected<void> refuse_unsupported_settings(const Request& request) {
  if (request.has("GlobalTableSourceArn") || request.has("GlobalTableSettingsReplicationMode"))
    return refuse(not_supported("Global tables"));
  if (request.has("VectorIndexes")) return refuse(not_supported("Vector indexes"));
  return {};
}

ApiExpected<void> read_settings(const Context& context, const Request& request,
                                catalog::Table& table) {
  const SettingOf of{.index = {}, .creates = true};
  QUONDAM_TRY(
      read_on_demand(context, request, "OnDemandThroughput", of, table.billing, table.on_demand));
  QUONDAM_TRY(read_warm(context, request, of, table.billing, table.throughput, table.warm));
  read_table_class(request, table);
  QUONDAM_ASSIGN(const auto encryption, read_encryption(context, request, "SSESpecification"));
  table.encryption = encryption.value_or(catalog::Encryption{});
  if (const auto policy = request.string("ResourcePolicy")) {
    QUONDAM_ASSIGN(const PolicyDocument document, read_policy(context, *policy, PolicyOf::table));
    table.policy = {document.text, next_revision(std::nullopt, table.created_us)};
  }
  return {};
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));
  catalog::Table table;
  table.created_us = context.database.clock().wall_us();
  QUONDAM_TRY(read_capacity(request, table));
  QUONDAM_TRY(refuse_unsupported_settings(request));
  QUONDAM_TRY(read_settings(context, request, table));
  QUONDAM_ASSIGN(const auto stream, read_new_stream(request));
  if (stream) {
    // Before every commit that is to come, the table's own first: whatever the wall clock does.
    QUONDAM_ASSIGN(const catalog::CommitTime now, context.database.engine().safe_time());
    catalog::enable_stream(table, *stream, now);
  }
  QUONDAM_ASSIGN(table.tags, read_tags(request));
  QUONDAM_ASSIGN(const Definitions definitions, read_definitions(request));
  QUONDAM_ASSIGN(table.keys, read_table_key(request, definitions));
  QUONDAM_TRY(read_indexes(context, request, definitions, table));
  QUONDAM_TRY(check_all_defined_are_used(definitions, table));
  // Complete as long as the table is.
  for (catalog::Index& index : table.indexes) index.complete_since = 0;
  QUONDAM_ASSIGN(table.name, table_name(context, request));
  table.uuid = catalog::new_uuid();
  catalog::TableLife& life = context.database.table_life();
  table.settles_us = life.settles_after(life.delays().table_us);
  if (table.settles_us != 0) table.status = catalog::TableStatus::creating;
  table.deletion_protection = request.boolean("DeletionProtectionEnabled").value_or(false);

  // ---- what needs the table ----
  catalog::Catalog& catalog = context.database.catalog();
  if (const catalog::TablePtr existing = catalog.find(table.name)) {
    return refuse(existing->status == catalog::TableStatus::creating
                      ? table_being_created(table.name)
                      : table_exists(table.name));
  }

  // ---- the work ----
  // The space first, the name last: a crash between the two leaves a space that the next start
  // drops.
  table.id = catalog.new_table_id();
  const std::string name = table.name;
  const catalog::TableId id = table.id;
  QUONDAM_TRY(context.database.engine().create_space(id));
  const auto added = catalog.add(std::move(table), context.who());
  if (!added) {
    QUONDAM_TRY(context.database.engine().drop_space(id));
    if (added.error().code == ErrorCode::already_exists) return refuse(table_exists(name));
    return refuse(added.error());
  }

  life.wake();

  // ---- the answer ----
  return describe_table(context, **added, "TableDescription", Shown::creating);
}

}  // namespace

const Operation kCreateTable{kDynamoDb, "CreateTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
