#include <set>

#include "operations/common_shapes.h"
#include "operations/constraints.h"
#include "operations/item_collection.h"
#include "operations/item_write.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::size_t kMostRequests = 25;

constexpr Member kPutMembers[] = {{"Item", &kAttributeMap, required}};
constexpr Shape kPut{.kind = structure, .name = "PutRequest", .members = kPutMembers};
constexpr Member kDeleteMembers[] = {{"Key", &kKey, required}};
constexpr Shape kDelete{.kind = structure, .name = "DeleteRequest", .members = kDeleteMembers};
constexpr Member kWriteMembers[] = {
    {"DeleteRequest", &kDelete},
    {"PutRequest", &kPut},
};
constexpr Shape kWrite{.kind = structure, .name = "WriteRequest", .members = kWriteMembers};
constexpr Shape kWrites{
    .kind = list, .name = "WriteRequests", .min = 1, .max = kMostRequests, .element = &kWrite};
constexpr Shape kRequestItems{.kind = map,
                              .name = "BatchWriteItemRequestMap",
                              .min = 1,
                              .max = kMostRequests,
                              .element = &kWrites,
                              .max_key_length = 1024,
                              .limits_elsewhere = true};
constexpr Member kMembers[] = {
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"RequestItems", &kRequestItems, required},
};
constexpr Shape kRequest{.kind = structure, .name = "BatchWriteItemInput", .members = kMembers};

struct Planned {
  std::string_view given_table;
  ItemWrite write;
};

ApiExpected<ItemWrite> read_write(const Fields& fields) {
  const auto put = fields.structure("PutRequest");
  const auto remove = fields.structure("DeleteRequest");
  if (put.has_value() == remove.has_value()) {
    return refuse(
        validation("Supplied AttributeValue has more than one datatypes set, must contain exactly "
                   "one of the supported datatypes"));
  }
  QUONDAM_ASSIGN(item::Item item, put ? put->item("Item") : remove->item("Key"));
  return put ? plain_put(std::move(item)) : plain_remove(std::move(item));
}

// Of a batch AWS does not say what is wrong with a key.
ApiError without_detail(ApiError error) {
  const bool of_key = error.message.find("Missing the key") != std::string::npos ||
                      error.message.find("Type mismatch for key") != std::string::npos;
  return of_key ? validation("The provided key element does not match the schema")
                : std::move(error);
}

ApiExpected<std::vector<Planned>> read_writes(const Request& request) {
  std::vector<Planned> writes;
  for (const auto& [table, requests] : request.structure_lists("RequestItems")) {
    for (const Fields& fields : requests) {
      QUONDAM_ASSIGN(ItemWrite write, read_write(fields));
      writes.push_back({table, std::move(write)});
    }
  }
  if (writes.empty())
    return refuse(validation("The requestItems parameter is required for BatchWriteItem"));
  if (writes.size() > kMostRequests)
    return refuse(validation("Too many items requested for the BatchWriteItem call"));
  return writes;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(
      check_table_names(request, "RequestItems",
                        context.database.options().as_aws ? Moments::refused : Moments::allowed));
  QUONDAM_ASSIGN(std::vector<Planned> writes, read_writes(request));

  // ---- what needs the tables ----
  std::set<std::pair<catalog::TableId, timeline::RowKey>> seen;
  for (Planned& planned : writes) {
    QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, planned.given_table));
    if (auto resolved = resolve(planned.write, std::move(table)); !resolved)
      return refuse(without_detail(std::move(resolved).error()));
    if (!seen.emplace(planned.write.table->id, planned.write.row).second)
      return refuse(validation("Provided list of item keys contains duplicates"));
  }

  // ---- the work ----
  // Each write for itself, as AWS has it; their commits are joined by the engine.
  const Wanted wanted{.before = false, .units = wants_consumed_capacity(request)};
  std::map<std::string, ConsumedUnits> units;
  for (const Planned& planned : writes) {
    QUONDAM_ASSIGN(const Written written, write_item(context, planned.write, wanted));
    units[std::string(planned.given_table)].add(written.units);
  }

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("UnprocessedItems").begin_object().end_object();
  std::vector<ItemOf> items;
  items.reserve(writes.size());
  for (const Planned& planned : writes)
    items.push_back({planned.write.table.get(), &planned.write.item});
  QUONDAM_TRY(append_item_collections(json, context.database.engine(), request, items));
  append_consumed_capacities(json, request, units, UnitsOf::plain);
  json.end_object();
  return body;
}

}  // namespace

const Operation kBatchWriteItem{kDynamoDb, "BatchWriteItem", &kRequest, Operation::Runs::on_pool,
                                handle};

}  // namespace quondam::operations
