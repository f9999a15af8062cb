#include "expressions/key_attributes.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/common_shapes.h"
#include "operations/consumed_capacity.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"
#include "operations/transaction.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kGetMembers[] = {
    {"Key", &kKey, required},
    {"TableName", &kActionTableArn, required},
    {"ProjectionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
};
constexpr Shape kGet{.kind = structure, .name = "Get", .members = kGetMembers};
constexpr Member kTransactMembers[] = {{"Get", &kGet, required}};
constexpr Shape kTransactGetItem{
    .kind = structure, .name = "TransactGetItem", .members = kTransactMembers};
constexpr Shape kTransactItems{.kind = list,
                               .name = "TransactGetItemList",
                               .min = 1,
                               .max = kMostActions,
                               .element = &kTransactGetItem};
constexpr Member kMembers[] = {
    {"TransactItems", &kTransactItems, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
};
constexpr Shape kRequest{.kind = structure, .name = "TransactGetItemsInput", .members = kMembers};

struct Get {
  std::string_view given_table;
  item::Item key;
  std::optional<expressions::Projection> projection;
};

ApiExpected<Get> read_get(const Fields& fields) {
  Get get;
  get.given_table = *fields.string("TableName");
  QUONDAM_TRY(check_expression_parameters(fields, {"ProjectionExpression"}, {}));
  QUONDAM_ASSIGN(get.key, fields.item("Key"));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  QUONDAM_ASSIGN(get.projection, read_projection(fields, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  return get;
}

ApiExpected<timeline::RowKey> find_row(const Get& get, const catalog::Table& table) {
  QUONDAM_ASSIGN(timeline::RowKey row, row_of_key(table.keys, get.key));
  if (get.projection)
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(get.projection->paths, table.keys, "Key"));
  return row;
}

// What does not fit a table is told as a reason for the cancellation.
ApiExpected<std::vector<catalog::RowOf>> find_rows(const Context& context,
                                                   const std::vector<Get>& gets) {
  std::vector<catalog::RowOf> rows;
  for (const Get& get : gets) {
    QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, get.given_table));
    rows.push_back({std::move(table), {}});
  }
  for (std::size_t i = 0; i < gets.size(); ++i) {
    auto row = find_row(gets[i], *rows[i].table);
    if (!row) return refuse(unfit(std::move(row).error(), i, gets.size()));
    rows[i].row = *std::move(row);
  }
  QUONDAM_TRY(check_rows_differ(rows));
  return rows;
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<Get> gets;
  for (const Fields& fields : request.structures("TransactItems")) {
    QUONDAM_ASSIGN(Get get, read_get(*fields.structure("Get")));
    gets.push_back(std::move(get));
  }

  // ---- what needs the tables ----
  QUONDAM_ASSIGN(const std::vector<catalog::RowOf> rows, find_rows(context, gets));

  // ---- the work ----
  std::vector<std::optional<timeline::Version>> versions;
  QUONDAM_TRY(context.database.catalog().read(
      rows,
      [&](timeline::Writer& reader, std::span<const catalog::TablePtr> tables) -> Result<void> {
        versions.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) {
          QUONDAM_ASSIGN(auto version, reader.read(tables[i]->id, rows[i].row));
          versions.push_back(std::move(version));
        }
        return {};
      }));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  std::map<std::string, ConsumedUnits> units;
  std::size_t total_bytes = 0;
  json.begin_object();
  json.key("Responses").begin_array();
  for (std::size_t i = 0; i < gets.size(); ++i) {
    std::size_t bytes = 0;
    json.begin_object();
    if (versions[i]) {
      QUONDAM_ASSIGN(const item::Item item, item::decode_item(versions[i]->payload));
      QUONDAM_ASSIGN(bytes, item::stored_size_bytes(versions[i]->payload));
      const item::Item shown =
          gets[i].projection ? expressions::project(*gets[i].projection, item) : item;
      item::append_json(json.key("Item").value(), shown);
    }
    json.end_object();
    total_bytes += bytes;
    // A read of a transaction costs twice a consistent one.
    units[std::string(gets[i].given_table)].table += 2 * read_units(bytes, true);
  }
  json.end_array();
  if (total_bytes > kMostTransactionBytes) return refuse(transaction_too_large());
  append_consumed_capacities(json, request, units, UnitsOf::reading_transaction);
  json.end_object();
  return body;
}

}  // namespace

const Operation kTransactGetItems{kDynamoDb, "TransactGetItems", &kRequest,
                                  Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
