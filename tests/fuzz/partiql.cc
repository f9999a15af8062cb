// PartiQL. Input: a statement; it has four parameters (random_subject.h). The table's key is a and
// b, both numbers.
#include <string>

#include "expressions/condition_evaluator.h"
#include "expressions/partiql/key_plan.h"
#include "expressions/partiql/statement.h"
#include "expressions/projection.h"
#include "expressions/update_evaluator.h"
#include "item/json.h"
#include "item/size.h"
#include "property.h"
#include "random_subject.h"

namespace quondam::fuzz {
namespace {

using namespace expressions;  // NOLINT(google-build-using-namespace): what is looked at

const item::KeySchema& key_schema() {
  static const item::KeySchema schema{{{"a", item::Type::N}}, {{"b", item::Type::N}}};
  return schema;
}

template <typename T>
void require_validation(const Result<T>& refused, std::string_view text) {
  require(refused.error().code == ErrorCode::validation, "a refusal is the client's fault", text);
  require(!refused.error().message.empty(), "a refusal says why", text);
}

bool reads(const partiql::KeyRead& read, const KeyCondition& key, const item::Item& item) {
  const item::StateKey partition = item::encode_partition(item::kTableIndex, key.partition);
  const item::KeyRange range = item::query_range(partition, key.sort_equal, key.sort_range);
  const std::string bytes = item::encode_key(key_schema(), item)->bytes;
  const bool inside =
      !range.empty() && bytes >= range.begin && (range.end.empty() || bytes < range.end);
  return inside && (!read.filter || evaluate(*read.filter, item));
}

// The reads together find an item exactly when WHERE says so, and no item twice.
void check_plan(const Condition& where, item::Item item, std::string_view text) {
  const auto plan = partiql::plan_reads(where, key_schema());
  if (!plan) return require_validation(plan, text);
  if (!*plan) return;
  std::vector<KeyCondition> keys;
  for (const partiql::KeyRead& read : **plan) {
    auto key = partiql::key_condition_of(read, key_schema());
    if (!key) return require_validation(key, text);
    keys.push_back(*std::move(key));
  }
  for (int a = 0; a < 4; ++a) {
    for (int b = 0; b < 4; ++b) {
      item.insert_or_assign("a", item::Number::from_integer(a));
      item.insert_or_assign("b", item::Number::from_integer(b));
      std::size_t found = 0;
      for (std::size_t at = 0; at < keys.size(); ++at)
        found += reads((**plan)[at], keys[at], item) ? 1 : 0;
      require(found == (evaluate(where, item) ? 1U : 0U), "the plan reads what WHERE says", text);
    }
  }
}

void check_where(const std::optional<Condition>& where, const item::Item& item,
                 std::string_view text) {
  static_cast<void>(partiql::split_key(where, key_schema()));
  if (!where) return;
  const bool holds = evaluate(*where, item);
  require(evaluate(*where, item) == holds, "evaluating changes nothing", text);
  check_plan(*where, item, text);
}

void check_item(const item::Item& made, std::string_view text) {
  if (item::nesting_levels(made) > item::kMaxNestingLevels) return;
  const auto read = item::parse_item(item::to_json(made));
  require(read && *read == made, "the item is one like any other", text);
}

struct Check {
  const item::Item& item;
  std::string_view text;

  void operator()(const partiql::Select& select) const {
    check_where(select.where, item, text);
    if (!select.columns) return require_validation(select.columns, text);
    if (*select.columns) static_cast<void>(project(**select.columns, item));
  }
  void operator()(const partiql::Insert& insert) const { check_item(insert.item, text); }
  void operator()(const partiql::Change& change) const {
    check_where(change.where, item, text);
    const auto after = apply(change.update, item);
    if (!after) return require_validation(after, text);
    static_cast<void>(updated_attributes(change.update, *after));
    check_item(*after, text);
  }
  void operator()(const partiql::Remove& remove) const { check_where(remove.where, item, text); }
  void operator()(const partiql::Exists& exists) const { (*this)(exists.select); }
};

}  // namespace
}  // namespace quondam::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quondam::fuzz;
  const std::string_view text = view(data, size);
  // Text comes out of JSON, which is UTF-8.
  if (!simdjson::validate_utf8(text)) return 0;
  RandomSubject subject(seed_of(text));
  const std::vector<quondam::item::AttributeValue> parameters = subject.parameters();
  const auto statement = quondam::expressions::partiql::parse_statement(text, parameters);
  if (!statement) {
    require_validation(statement, text);
    return 0;
  }
  static_cast<void>(quondam::expressions::partiql::source_of(*statement));
  const quondam::item::Item item = subject.item();
  std::visit(Check{item, text}, *statement);
  return 0;
}
