#include "expressions/key_attributes.h"
#include "operations/common_shapes.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/transaction.h"
#include "operations/transaction_read.h"

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
  item::Item key;
  PlannedRead read;
};

ApiExpected<Get> read_get(const Fields& fields) {
  Get get;
  get.read.given_table = std::string(*fields.string("TableName"));
  QUONDAM_TRY(check_expression_parameters(fields, {"ProjectionExpression"}, {}));
  QUONDAM_ASSIGN(get.key, fields.item("Key"));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(fields));
  QUONDAM_ASSIGN(get.read.projection, read_projection(fields, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  return get;
}

ApiExpected<timeline::RowKey> find_row(const Get& get, const catalog::Table& table) {
  QUONDAM_ASSIGN(timeline::RowKey row, row_of_key(table.keys, get.key));
  if (get.read.projection) {
    QUONDAM_TRY(
        expressions::check_key_paths_are_scalar(get.read.projection->paths, table.keys, "Key"));
  }
  return row;
}

// What does not fit a table is told as a reason for the cancellation.
ApiExpected<std::vector<PlannedRead>> find_rows(const Context& context, std::vector<Get>& gets) {
  for (Get& get : gets) {
    QUONDAM_ASSIGN(get.read.reading, reading_of(context, get.read.given_table));
  }
  std::vector<PlannedRead> reads;
  for (std::size_t i = 0; i < gets.size(); ++i) {
    auto row = find_row(gets[i], *gets[i].read.reading.table);
    if (!row) return refuse(unfit(std::move(row).error(), i, gets.size()));
    gets[i].read.row = *std::move(row);
    reads.push_back(std::move(gets[i].read));
  }
  return reads;
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<Get> gets;
  for (const Fields& fields : request.structures("TransactItems")) {
    QUONDAM_ASSIGN(Get get, read_get(*fields.structure("Get")));
    gets.push_back(std::move(get));
  }

  // ---- what needs the tables ----
  QUONDAM_ASSIGN(std::vector<PlannedRead> reads, find_rows(context, gets));

  // ---- the work, and the answer ----
  return read_together(context, request, reads);
}

}  // namespace

const Operation kTransactGetItems{kDynamoDb, "TransactGetItems", &kRequest,
                                  Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
