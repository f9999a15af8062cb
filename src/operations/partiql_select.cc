// The reads of operations/partiql.h.
#include <fmt/format.h>

#include <algorithm>

#include "expressions/key_attributes.h"
#include "expressions/partiql/key_plan.h"
#include "expressions/value_order.h"
#include "item/json.h"
#include "operations/item_page.h"
#include "operations/next_token.h"
#include "operations/partiql.h"

namespace quondam::operations {
namespace {

using partiql::KeyRead;
using partiql::OrderTerm;

struct OneRead {
  item::AttributeValue partition;  // of a read by the key
  timeline::RowRange range;
  std::optional<expressions::Condition> filter;
};

struct Plan {
  PageOf page;
  std::vector<OneRead> reads;  // in the order in which they are answered
};

const OrderTerm* term_for(const partiql::Select& select, const std::string& attribute) {
  const auto found = std::ranges::find(select.order, attribute, &OrderTerm::attribute);
  return found == select.order.end() ? nullptr : &*found;
}

ApiExpected<void> check_order(const partiql::Select& select, const item::KeySchema& keys,
                              const std::optional<std::vector<KeyRead>>& reads) {
  if (select.order.empty()) return {};
  if (!select.where) {
    return refuse(
        validation("Must have WHERE clause in the statement when using ORDER BY clause."));
  }
  const std::string& partition = keys.partition.front().name;
  for (const OrderTerm& term : select.order) {
    const bool of_key = term.attribute == partition ||
                        (!keys.sort.empty() && term.attribute == keys.sort.front().name);
    if (of_key) continue;
    return refuse(validation(fmt::format(
        "Attribute {} in ORDER BY clause must be part of the primary key", term.attribute)));
  }
  if (!reads) {
    return refuse(
        validation("Must have at least one non-optional hash key condition in WHERE clause when "
                   "using ORDER BY clause."));
  }
  const bool several = std::ranges::any_of(
      *reads, [&](const KeyRead& read) { return !(read.partition == reads->front().partition); });
  // An order by the sort key over several partitions is none that reads by the key can give.
  if (!several || select.order.front().attribute == partition) return {};
  return refuse(
      validation("Must have hash key in ORDER BY clause when more than one hash key condition "
                 "specified in WHERE clause."));
}

// ORDER BY: the partitions by their values, what lies in one of them by the sort key. DynamoDB was
// recorded to go backwards through a partition when ORDER BY does not name the sort key.
void order_reads(const partiql::Select& select, Plan& plan) {
  if (select.order.empty()) return;
  const item::KeySchema& keys = plan.page.keys();
  const OrderTerm* by_partition = term_for(select, keys.partition.front().name);
  const OrderTerm* by_sort = keys.sort.empty() ? nullptr : term_for(select, keys.sort.front().name);
  plan.page.forward = by_sort != nullptr && !by_sort->descending;
  const bool backwards = by_partition != nullptr && by_partition->descending;
  std::ranges::stable_sort(plan.reads, [&](const OneRead& a, const OneRead& b) {
    const auto order = expressions::order(a.partition, b.partition);
    if (order && *order != 0) return backwards ? *order > 0 : *order < 0;
    return plan.page.forward ? a.range.begin < b.range.begin : b.range.begin < a.range.begin;
  });
}

ApiExpected<void> plan_key_reads(const std::vector<KeyRead>& reads, Plan& plan) {
  PageOf& page = plan.page;
  std::optional<ApiError> refused;
  bool any_projected = false;
  for (const KeyRead& read : reads) {
    QUONDAM_ASSIGN(const expressions::KeyCondition condition,
                   partiql::key_condition_of(read, page.keys()));
    plan.reads.push_back({read.partition, rows_of(page.number(), condition), read.filter});
    ApiExpected<void> projected;
    if (read.filter) projected = check_projects_filter(page, *read.filter);
    any_projected = any_projected || projected.has_value();
    if (!projected && !refused) refused = std::move(projected).error();
  }
  // DynamoDB was recorded to take what one of several reads lacks.
  if (refused && !any_projected) return refuse(*std::move(refused));
  return {};
}

ApiExpected<Plan> plan_select(const Context& context, const Request& request,
                              const partiql::Select& select) {
  Plan plan;
  PageOf& page = plan.page;
  page.limit = request.integer("Limit");
  page.consistent = request.boolean("ConsistentRead").value_or(false);
  page.fetches_filtered = true;
  QUONDAM_ASSIGN(page.reading, reading_of(context, select.from.table));
  QUONDAM_ASSIGN(page.index, index_to_select(select, page.reading, page.consistent));
  QUONDAM_ASSIGN(page.projection, select.columns);
  QUONDAM_TRY(check_projects_columns(page));

  std::optional<std::vector<KeyRead>> reads;
  if (select.where) {
    QUONDAM_ASSIGN(reads, partiql::plan_reads(*select.where, page.keys()));
  }
  QUONDAM_TRY(check_order(select, page.keys(), reads));
  page.filter = select.where;
  QUONDAM_TRY(check_page_paths(page));
  if (reads) {
    QUONDAM_TRY(plan_key_reads(*reads, plan));
    order_reads(select, plan);
  } else {
    item::KeyRange all = item::segment_range(page.number(), 0, 1);
    plan.reads.push_back({{}, {std::move(all.begin), std::move(all.end), {}}, select.where});
  }
  return plan;
}

ApiExpected<SelectPosition> read_position(const Request& request, const std::string& identity,
                                          const Plan& plan) {
  const auto token = request.string("NextToken");
  if (!token) return SelectPosition{};
  QUONDAM_ASSIGN(SelectPosition position, decode_next_token(identity, *token));
  const bool known = position.read < plan.reads.size();
  const timeline::RowRange* range = known ? &plan.reads[position.read].range : nullptr;
  if (range == nullptr || position.row < range->begin ||
      (!range->end.empty() && position.row >= range->end)) {
    return refuse(validation("Invalid NextToken"));
  }
  return position;
}

// Reads on from `position`, which becomes where the next page goes on; nothing after the last.
Result<ConsumedUnits> walk_reads(const Context& context, Plan& plan,
                                 std::optional<SelectPosition>& position, JsonWriter& items) {
  PageOf& page = plan.page;
  ConsumedUnits units;
  for (std::size_t i = position->read; i < plan.reads.size(); ++i) {
    page.range = plan.reads[i].range;
    page.filter = plan.reads[i].filter;
    page.start.reset();
    if (i == position->read && !position->row.empty())
      page.start = timeline::RowKey{item::partition_of_key(position->row), position->row};
    QUONDAM_ASSIGN(PageRead read, walk_page(context, page, items));
    units.add(read.units);
    if (!read.last_row.empty()) {
      position = SelectPosition{i, std::move(read.last_row)};
      return units;
    }
    if (page.limit) *page.limit -= read.evaluated;
    page.max_bytes -= read.bytes;
  }
  position.reset();
  return units;
}

ApiError index_refused(std::string message) {
  return validation(std::move(message));
}

}  // namespace

ApiExpected<const catalog::Index*> index_to_select(const partiql::Select& select,
                                                   const Reading& reading, bool consistent) {
  if (!select.from.index) return nullptr;
  const catalog::Index* index = reading.table->find_index(*select.from.index);
  if (index == nullptr || index->status == catalog::Index::Status::deleting)
    return refuse(index_refused("The table does not have the specified index"));
  if (index->keys.partition.size() > 1 || index->keys.sort.size() > 1) {
    return refuse(
        index_refused("PartiQL statements cannot be executed on tables with multi-attribute HASH "
                      "keys or multi-attribute RANGE keys."));
  }
  if (consistent && index->kind == catalog::Index::Kind::global) {
    return refuse(
        index_refused("Strongly consistent read is not supported on Global Secondary Indexes"));
  }
  if (index->status == catalog::Index::Status::creating) {
    return refuse(index_refused(
        fmt::format("Cannot read from backfilling global secondary index: {}", index->name)));
  }
  return index;
}

ApiResult select_page(const Context& context, const Request& request,
                      const partiql::Select& select) {
  QUONDAM_ASSIGN(Plan plan, plan_select(context, request, select));
  const std::string identity = identity_of(request);
  QUONDAM_ASSIGN(SelectPosition begin, read_position(request, identity, plan));

  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Items").begin_array();
  std::optional<SelectPosition> position = std::move(begin);
  QUONDAM_ASSIGN(const ConsumedUnits units, walk_reads(context, plan, position, json));
  json.end_array();
  if (position) {
    json.key("NextToken").string(encode_next_token(identity, *position));
    QUONDAM_ASSIGN(const item::Item last, key_after(plan.page, position->row));
    item::append_json(json.key("LastEvaluatedKey").value(), last);
  }
  append_consumed_capacity(json, request, select.from.table, units);
  json.end_object();
  return body;
}

ApiExpected<ItemSelect> select_item(const partiql::Select& select, Reading reading,
                                    std::string_view operation) {
  const item::KeySchema& keys = reading.table->keys;
  QUONDAM_ASSIGN(std::optional<expressions::Projection> columns, select.columns);
  std::optional<std::vector<KeyRead>> reads;
  if (select.where) {
    QUONDAM_ASSIGN(reads, partiql::plan_reads(*select.where, keys));
  }
  const bool one = !select.from.index && select.order.empty() && reads && reads->size() == 1 &&
                   !reads->front().filter;
  const bool sorted =
      one && reads->front().sort && reads->front().sort->op == item::SortCondition::Operator::eq;
  if (!one || sorted == keys.sort.empty()) {
    return refuse(validation(
        fmt::format("Select statements within {} must specify the primary key in the where clause.",
                    operation)));
  }
  item::Item key{{keys.partition.front().name, reads->front().partition}};
  if (sorted) key.emplace(keys.sort.front().name, reads->front().sort->value);
  if (columns) QUONDAM_TRY(expressions::check_key_paths_are_scalar(columns->paths, keys, "Key"));
  return ItemSelect{{select.from.table, std::move(reading), {}, std::move(columns)},
                    std::move(key)};
}

}  // namespace quondam::operations
