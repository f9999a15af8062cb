#include "expressions/key_attributes.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/common_shapes.h"
#include "operations/consumed_capacity.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
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
  Reading reading;
  timeline::RowKey row;
  std::optional<timeline::Version> version;
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
ApiExpected<void> find_rows(const Context& context, std::vector<Get>& gets) {
  for (Get& get : gets) {
    QUONDAM_ASSIGN(get.reading, reading_of(context, get.given_table));
  }
  std::vector<catalog::RowOf> rows;
  for (std::size_t i = 0; i < gets.size(); ++i) {
    auto row = find_row(gets[i], *gets[i].reading.table);
    if (!row) return refuse(unfit(std::move(row).error(), i, gets.size()));
    gets[i].row = *std::move(row);
    // One item may be read at several moments.
    if (!gets[i].reading.of_the_past()) rows.push_back({gets[i].reading.table, gets[i].row});
  }
  return check_rows_differ(rows);
}

// Those of the present at one moment; the past stands still.
Result<void> read_all(const Context& context, std::vector<Get>& gets) {
  std::vector<catalog::RowOf> rows;
  std::vector<Get*> present;
  for (Get& get : gets) {
    if (get.reading.of_the_past()) {
      QUONDAM_ASSIGN(get.version, read_item(context, get.reading, get.row));
    } else {
      rows.push_back({get.reading.table, get.row});
      present.push_back(&get);
    }
  }
  if (rows.empty()) return {};
  return context.database.catalog().read(
      rows,
      [&](timeline::Writer& reader, std::span<const catalog::TablePtr> tables) -> Result<void> {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          QUONDAM_ASSIGN(present[i]->version, reader.read(tables[i]->id, rows[i].row));
        }
        return {};
      });
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<Get> gets;
  for (const Fields& fields : request.structures("TransactItems")) {
    QUONDAM_ASSIGN(Get get, read_get(*fields.structure("Get")));
    gets.push_back(std::move(get));
  }

  // ---- what needs the tables ----
  QUONDAM_TRY(find_rows(context, gets));

  // ---- the work ----
  QUONDAM_TRY(read_all(context, gets));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  std::map<std::string, ConsumedUnits> units;
  std::size_t total_bytes = 0;
  json.begin_object();
  json.key("Responses").begin_array();
  for (const Get& get : gets) {
    std::size_t bytes = 0;
    json.begin_object();
    if (get.version) {
      QUONDAM_ASSIGN(const item::Item item, item::decode_item(get.version->payload));
      QUONDAM_ASSIGN(bytes, item::stored_size_bytes(get.version->payload));
      item::append_json(json.key("Item").value(),
                        get.projection ? expressions::project(*get.projection, item) : item);
    }
    json.end_object();
    total_bytes += bytes;
    // A read of a transaction costs twice a consistent one.
    units[std::string(get.given_table)].table += 2 * read_units(bytes, true);
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
