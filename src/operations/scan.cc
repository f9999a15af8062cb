#include <fmt/format.h>

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

constexpr Shape kLimit{.kind = integer, .name = "PositiveIntegerObject", .min = 1};
constexpr Shape kTotalSegments{
    .kind = integer, .name = "ScanTotalSegments", .min = 1, .max = 1000000};
constexpr Shape kSegment{.kind = integer, .name = "ScanSegment", .min = 0, .max = 999999};
constexpr Member kMembers[] = {
    {"Select", &kSelect},
    {"IndexName", &kIndexName},
    {"TotalSegments", &kTotalSegments},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"TableName", &kTableArn, required},
    {"ConditionalOperator", &kConditionalOperator},
    {"ScanFilter", &kConditionMap},
    {"Segment", &kSegment},
    {"Limit", &kLimit},
    {"AttributesToGet", &kAttributeNameList},
    {"ExclusiveStartKey", &kAttributeMap},
    {"ConsistentRead", &kBoolean},
    {"FilterExpression", &kExpression},
    {"ProjectionExpression", &kExpression},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
};
constexpr Shape kRequest{.kind = structure, .name = "ScanInput", .members = kMembers};

struct Segment {
  std::uint32_t number = 0;
  std::uint32_t of = 1;
};

ApiExpected<Segment> read_segment(const Request& request) {
  const auto segment = request.integer("Segment");
  const auto total = request.integer("TotalSegments");
  if (segment && !total) {
    return refuse(validation(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present"));
  }
  if (!total) return Segment{};
  if (!segment) {
    return refuse(validation(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present"));
  }
  if (*segment >= *total) {
    return refuse(validation(fmt::format(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: {} is not less than TotalSegments: {}",
        *segment, *total)));
  }
  return Segment{static_cast<std::uint32_t>(*segment), static_cast<std::uint32_t>(*total)};
}

ApiExpected<timeline::RowKey> start_row(const PageOf& page, const item::Item& start_key) {
  if (page.index != nullptr) return row_of_entry(page.table(), *page.index, start_key);
  auto row = row_of_key(page.table().keys, start_key);
  if (row) return row;
  return refuse(
      validation(fmt::format("The provided starting key is invalid: {}", row.error().message)));
}

ApiExpected<void> check_start(const item::KeyRange& range, const timeline::RowKey& start,
                              const Segment& segment) {
  if (start.bytes >= range.begin && (range.end.empty() || start.bytes < range.end)) return {};
  return refuse(
      validation(fmt::format("The provided starting key is invalid: Invalid ExclusiveStartKey. "
                             "Please use ExclusiveStartKey "
                             "with correct Segment. TotalSegments: {} Segment: {}",
                             segment.of, segment.number)));
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(
      check_expression_parameters(request, {"ProjectionExpression", "FilterExpression"},
                                  {"AttributesToGet", "ScanFilter", "ConditionalOperator"}));
  QUONDAM_TRY(check_conditional_operator(request, "ScanFilter"));
  QUONDAM_TRY(check_attributes_to_get(request));
  PageOf page;
  read_page_options(request, page);
  QUONDAM_ASSIGN(page.filter, read_legacy_filter(request, "ScanFilter"));
  QUONDAM_ASSIGN(const item::Item start_key, read_start_key(request));
  QUONDAM_ASSIGN(const Segment segment, read_segment(request));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  if (request.has("FilterExpression")) {
    QUONDAM_ASSIGN(page.filter, read_condition(request, "FilterExpression", placeholders));
  }
  QUONDAM_ASSIGN(page.projection, read_projection(request, placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  QUONDAM_TRY(check_select(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(page.reading, reading_of(context, *request.string("TableName")));
  QUONDAM_ASSIGN(page.index, index_to_read(request, page.reading));
  item::KeyRange range = item::segment_range(page.number(), segment.number, segment.of);
  if (request.has("ExclusiveStartKey")) {
    QUONDAM_ASSIGN(page.start, start_row(page, start_key));
    QUONDAM_TRY(check_start(range, *page.start, segment));
  }
  page.range = {std::move(range.begin), std::move(range.end), std::nullopt};
  QUONDAM_TRY(check_projects(page));
  QUONDAM_TRY(check_page_paths(page));

  // ---- the work, and the answer ----
  return read_page(context, request, page);
}

}  // namespace

const Operation kScan{kDynamoDb, "Scan", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
