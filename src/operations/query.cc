#include "expressions/key_attributes.h"
#include "expressions/key_condition.h"
#include "operations/common_shapes.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/item_page.h"
#include "operations/legacy_parameters.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

// AWS words this limit differently here than everywhere else.
constexpr Shape kLimit{
    .kind = integer, .name = "PositiveIntegerObject", .min = 1, .limits_elsewhere = true};
constexpr Member kMembers[] = {
    {"Select", &kSelect},
    {"IndexName", &kIndexName},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"QueryFilter", &kConditionMap},
    {"TableName", &kTableArn, required},
    {"ConditionalOperator", &kConditionalOperator},
    {"AttributesToGet", &kAttributeNameList},
    {"Limit", &kLimit},
    {"KeyConditions", &kConditionMap},
    {"ExclusiveStartKey", &kAttributeMap},
    {"ConsistentRead", &kBoolean},
    {"ScanIndexForward", &kBoolean},
    {"KeyConditionExpression", &kExpression},
    {"FilterExpression", &kExpression},
    {"ProjectionExpression", &kExpression},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
};
constexpr Shape kRequest{.kind = structure, .name = "QueryInput", .members = kMembers};

ApiExpected<void> check_limit(const Request& request) {
  if (request.integer("Limit").value_or(1) >= 1) return {};
  return refuse(
      validation("1 validation error detected: Value at 'Limit' failed to satisfy constraint: "
                 "Member must have value greater than or equal to 1"));
}

ApiExpected<timeline::RowKey> start_row(const PageOf& page, const item::Item& start_key) {
  if (page.index != nullptr) return row_of_entry(page.table(), *page.index, start_key);
  auto row = row_of_key(page.table().keys, start_key);
  // Unlike Scan, Query does not say what is wrong with it.
  if (!row) return refuse(validation("The provided starting key is invalid"));
  return row;
}

// The start key must be one that a page of this very query can have ended with. A condition on the
// sort key is looked at first, whatever the partition.
ApiExpected<void> check_start(const PageOf& page, const expressions::KeyCondition& keys,
                              const item::Item& start_key) {
  const bool in_partition =
      page.start->partition == page.range.partition &&
      page.start->bytes.starts_with(item::encode_partition(page.number(), keys.partition).bytes);
  if (keys.sort_equal.empty() && !keys.sort_range) {
    if (in_partition) return {};
    return refuse(validation(
        "The provided starting key is outside query boundaries based on provided conditions"));
  }
  expressions::KeyCondition own = keys;
  own.partition.clear();
  for (const item::KeyAttribute& attribute : page.keys().partition)
    own.partition.push_back(start_key.find(attribute.name)->second);
  const timeline::RowRange range = rows_of(page.number(), own);
  if (page.start->bytes < range.begin || (!range.end.empty() && page.start->bytes >= range.end)) {
    return refuse(validation("The provided starting key does not match the range key predicate"));
  }
  if (in_partition) return {};
  return refuse(validation("The query can return at most one row and cannot be restarted"));
}

// What the query is about, and its filter; with the placeholders that they use all used.
ApiExpected<std::vector<expressions::KeyTerm>> read_conditions(const Request& request,
                                                               PageOf& page) {
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  std::optional<expressions::Condition> key_condition;
  if (const auto text = request.string("KeyConditionExpression")) {
    QUONDAM_ASSIGN(key_condition, expressions::parse_key_condition(*text, placeholders));
  }
  if (request.has("FilterExpression")) {
    QUONDAM_ASSIGN(page.filter, read_condition(request, "FilterExpression", placeholders));
  }
  QUONDAM_ASSIGN(page.projection, read_projection(request, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  if (!key_condition) return read_key_conditions(request);
  QUONDAM_ASSIGN(std::vector<expressions::KeyTerm> terms, expressions::key_terms(*key_condition));
  return terms;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_limit(request));
  QUONDAM_TRY(check_expression_parameters(
      request, {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"},
      {"AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"}));
  QUONDAM_TRY(check_conditional_operator(request, "QueryFilter"));
  PageOf page;
  read_page_options(request, page);
  QUONDAM_ASSIGN(page.filter, read_legacy_filter(request, "QueryFilter"));
  QUONDAM_TRY(check_attributes_to_get(request));
  QUONDAM_ASSIGN(const item::Item start_key, read_start_key(request));
  if (!request.has("KeyConditions") && !request.has("KeyConditionExpression")) {
    return refuse(
        validation("Either the KeyConditions or KeyConditionExpression parameter must be specified "
                   "in the request."));
  }
  QUONDAM_ASSIGN(const std::vector<expressions::KeyTerm> terms, read_conditions(request, page));
  QUONDAM_TRY(check_select(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(page.reading, reading_of(context, *request.string("TableName")));
  QUONDAM_ASSIGN(page.index, index_to_read(request, page.reading));
  QUONDAM_ASSIGN(const expressions::KeyCondition keys,
                 expressions::resolve_key_condition(terms, page.keys()));
  page.range = rows_of(page.number(), keys);
  if (request.has("ExclusiveStartKey")) {
    QUONDAM_ASSIGN(page.start, start_row(page, start_key));
    QUONDAM_TRY(check_start(page, keys, start_key));
  }
  if (page.filter) {
    QUONDAM_TRY(expressions::check_filter_excludes_key(
        *page.filter, page.keys(),
        request.has("QueryFilter") ? "QueryFilter" : "Filter Expression"));
  }
  QUONDAM_TRY(check_projects(page));
  QUONDAM_TRY(check_page_paths(page));

  // ---- the work, and the answer ----
  page.forward = request.boolean("ScanIndexForward").value_or(true);
  return read_page(context, request, page);
}

}  // namespace

const Operation kQuery{kDynamoDb, "Query", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
