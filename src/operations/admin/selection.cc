#include "operations/admin/selection.h"

#include "base/json_writer.h"
#include "expressions/condition_evaluator.h"
#include "expressions/key_condition.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/item_page.h"

namespace quondam::operations {
namespace {

using namespace shapes;

constexpr Member kMembers[] = {QUONDAM_SELECTION_MEMBERS};
constexpr Shape kSelection{.kind = structure, .name = "Selection", .members = kMembers};

// The smallest key after one; no key is the beginning of another.
timeline::RowRange only(const timeline::RowKey& row) {
  return {row.bytes, row.bytes + '\0', row.partition};
}

ApiExpected<timeline::RowRange> read_rows(const Fields& request, const catalog::Table& table,
                                          expressions::Placeholders& placeholders) {
  const auto condition = request.string("KeyConditionExpression");
  if (request.has("Key")) {
    if (condition)
      return refuse(validation("Key and KeyConditionExpression cannot be given together"));
    QUONDAM_ASSIGN(const item::Item key, request.item("Key"));
    QUONDAM_ASSIGN(const timeline::RowKey row, row_of_key(table.keys, key));
    return only(row);
  }
  if (!condition) return timeline::RowRange();
  QUONDAM_ASSIGN(const expressions::Condition parsed,
                 expressions::parse_key_condition(*condition, placeholders));
  QUONDAM_ASSIGN(const auto terms, expressions::key_terms(parsed));
  QUONDAM_ASSIGN(const expressions::KeyCondition keys,
                 expressions::resolve_key_condition(terms, table.keys));
  return rows_of(item::kTableIndex, keys);
}

}  // namespace

ApiExpected<undo::Selection> read_selection(const Fields& request, const catalog::Table& table) {
  QUONDAM_TRY(
      check_expression_parameters(request, {"FilterExpression", "KeyConditionExpression"}, {}));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  undo::Selection selection;
  QUONDAM_ASSIGN(selection.rows, read_rows(request, table, placeholders));
  QUONDAM_ASSIGN(auto filter, read_condition(request, "FilterExpression", placeholders));
  QUONDAM_TRY(placeholders.check_all_used());
  if (filter) {
    selection.matches = [condition = *std::move(filter)](const item::Item* before,
                                                         const item::Item* after) {
      return (before != nullptr && expressions::evaluate(condition, *before)) ||
             (after != nullptr && expressions::evaluate(condition, *after));
    };
  }
  return selection;
}

std::string selection_json(const Fields& request) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const Member& member : kMembers) {
    if (const simdjson::dom::element* element = request.find(member.name))
      json.key(member.name).raw(simdjson::minify(*element));
  }
  json.end_object();
  return out;
}

Result<undo::Selection> selection_of(const catalog::Table& table, const std::string& selection) {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(selection).get(json) != simdjson::SUCCESS)
    return fail(ErrorCode::corruption, "an undo's selection is damaged");
  const auto request = Request::parse(kSelection, json);
  if (!request) return fail(ErrorCode::validation, request.error().message);
  auto read = read_selection(*request, table);
  if (!read) return fail(ErrorCode::validation, read.error().message);
  return *std::move(read);
}

}  // namespace quondam::operations
