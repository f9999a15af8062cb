#include "expressions/key_attributes.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/size.h"
#include "item/stored.h"
#include "operations/common_shapes.h"
#include "operations/consumed_capacity.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/reading.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"AttributesToGet", &kAttributeNameList},
    {"TableName", &kTableArn, required},
    {"Key", &kAttributeMap, required},
    {"ConsistentRead", &kBoolean},
    {"ProjectionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
};
constexpr Shape kRequest{.kind = structure, .name = "GetItemInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_expression_parameters(request, {"ProjectionExpression"}, {"AttributesToGet"}));
  QUONDAM_ASSIGN(const item::Item key, request.item("Key"));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  QUONDAM_ASSIGN(const auto projection, read_projection(request, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const Reading reading, reading_of(context, *request.string("TableName")));
  const item::KeySchema& keys = reading.table->keys;
  QUONDAM_ASSIGN(const timeline::RowKey row, row_of_key(keys, key));
  if (projection)
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(projection->paths, keys, "Key"));

  // ---- the work ----
  QUONDAM_ASSIGN(const auto version, read_item(context, reading, row));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  std::size_t bytes = 0;
  json.begin_object();
  if (version) {
    const std::string_view payload = version->payload;
    if (projection) {
      QUONDAM_ASSIGN(const item::Item item, item::decode_item(payload));
      item::append_json(json.key("Item").value(), expressions::project(*projection, item));
    } else {
      body.reserve(payload.size() + payload.size() / 4);
      QUONDAM_TRY(item::append_json_from_stored(json.key("Item").value(), payload));
    }
    if (wants_consumed_capacity(request)) {
      QUONDAM_ASSIGN(bytes, item::stored_size_bytes(payload));
    }
  }
  ConsumedUnits units;
  units.table = read_units(bytes, request.boolean("ConsistentRead").value_or(false));
  append_consumed_capacity(json, request, units);
  json.end_object();
  return body;
}

}  // namespace

const Operation kGetItem{kDynamoDb, "GetItem", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
