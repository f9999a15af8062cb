#include "base/json_writer.h"
#include "base/moment_text.h"
#include "expressions/condition_evaluator.h"
#include "item/json.h"
#include "item/keys.h"
#include "item/stored.h"
#include "operations/admin/page_token.h"
#include "operations/admin/selection.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "timeline/diff.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::int64_t kMostDifferences = 1000;
constexpr std::int64_t kDifferences = 100;
constexpr std::size_t kMostPageBytes = 1 << 20;

constexpr Shape kLimit{.kind = integer, .name = "Limit", .min = 1, .max = kMostDifferences};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"From", &kString, required},
    {"To", &kString},
    {"Caller", &kString},
    {"Operation", &kString},
    {"Limit", &kLimit},
    {"NextToken", &kString},
    QUONDAM_SELECTION_MEMBERS,
};
constexpr Shape kRequest{.kind = structure, .name = "DiffTableInput", .members = kMembers};

// What a page continues: the span stays what the first page took it to be.
struct Page {
  timeline::Span span;
  timeline::DiffPosition after;
};

ApiExpected<Page> read_page(const Context& context, const Request& request,
                            const TableWithPast& past) {
  const catalog::Table& table = *past.table;
  Page page;
  if (const auto token = request.string("NextToken")) {
    const auto numbers = decode_page_token(*token, 5);
    if (!numbers || (*numbers)[0] != table.id)
      return refuse(validation("The provided NextToken is not one of this table's"));
    page.span = {.from = (*numbers)[1], .to = (*numbers)[2]};
    page.after = {.time = (*numbers)[3], .changes = static_cast<std::uint32_t>((*numbers)[4])};
  } else {
    QUONDAM_ASSIGN(page.span.from, resolve_moment(context, *request.string("From")));
    if (const auto to = request.string("To")) {
      QUONDAM_ASSIGN(page.span.to, resolve_moment(context, *to));
    } else {
      page.span.to = past.until;
    }
  }
  QUONDAM_TRY(check_moment(past, page.span.from));
  QUONDAM_TRY(check_moment(past, page.span.to));
  if (page.span.from > page.span.to) return refuse(validation("From must not be later than To"));
  return page;
}

std::string_view kind_of(const timeline::Difference& difference) {
  if (!difference.before) return "ADDED";
  return difference.after ? "CHANGED" : "REMOVED";
}

// Appends the differences of a page.
class Walk {
 public:
  Walk(const catalog::Table& table, const undo::Selection& selection, JsonWriter& json)
      : table_(table), selection_(selection), json_(json) {}

  // Appends it, unless it is none, or is not selected.
  Result<bool> take(const timeline::Difference& difference) {
    const bool same = difference.before && difference.after
                          ? difference.before->payload == difference.after->payload
                          : !difference.before && !difference.after;
    if (same) return false;
    if (selection_.matches) {
      QUONDAM_ASSIGN(const auto before, decode(difference.before));
      QUONDAM_ASSIGN(const auto after, decode(difference.after));
      if (!selection_.matches(before ? &*before : nullptr, after ? &*after : nullptr)) return false;
    }
    QUONDAM_TRY(append(difference));
    return true;
  }

 private:
  static Result<std::optional<item::Item>> decode(const std::optional<timeline::Version>& version) {
    if (!version) return std::nullopt;
    QUONDAM_ASSIGN(item::Item item, item::decode_item(version->payload));
    return item;
  }

  Result<void> append(const timeline::Difference& difference) {
    QUONDAM_ASSIGN(const item::Item key, item::decode_key(table_.keys, difference.row.bytes));
    json_.begin_object();
    json_.key("Kind").string(kind_of(difference));
    item::append_json(json_.key("Key").value(), key);
    QUONDAM_TRY(append_image("Before", difference.before));
    QUONDAM_TRY(append_image("After", difference.after));
    json_.key("LastChange").begin_object();
    json_.key("Time").string(moment_text(difference.last.time));
    json_.key("Caller").string(difference.last.who.caller);
    json_.key("Operation").string(difference.last.who.operation);
    json_.end_object();
    json_.end_object();
    return {};
  }

  Result<void> append_image(std::string_view member,
                            const std::optional<timeline::Version>& version) {
    if (!version) return {};
    return item::append_json_from_stored(json_.key(member).value(), version->payload);
  }

  const catalog::Table& table_;
  const undo::Selection& selection_;
  JsonWriter& json_;
};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const TableWithPast past, table_with_past(context, *request.string("TableName")));
  const catalog::TablePtr& table = past.table;
  QUONDAM_ASSIGN(const undo::Selection selection, read_selection(request, *table));
  QUONDAM_ASSIGN(const Page page, read_page(context, request, past));

  // ---- the work ----
  Database& database = context.database;
  QUONDAM_TRY(wait_until_safe(database.engine(), page.span.to));
  QUONDAM_ASSIGN(const timeline::Pin pin,
                 database.catalog().windows().pin(table->id, page.span.from));
  const timeline::ChangeFilter filter{
      .caller = std::string(request.string("Caller").value_or("")),
      .operation = std::string(request.string("Operation").value_or("")),
      .rows = selection.rows};
  QUONDAM_ASSIGN(auto cursor,
                 timeline::DiffCursor::open(database.engine(), database.engine().snapshot(),
                                            table->id, page.span, filter, page.after));
  const std::int64_t limit = request.integer("Limit").value_or(kDifferences);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableName").string(table->name);
  json.key("From").string(moment_text(page.span.from));
  json.key("To").string(moment_text(page.span.to));
  json.key("Differences").begin_array();
  Walk walk(*table, selection, json);
  bool more = true;
  for (std::int64_t taken = 0; taken < limit && body.size() < kMostPageBytes;) {
    QUONDAM_ASSIGN(const auto difference, cursor.next());
    if (!difference) {
      more = false;
      break;
    }
    QUONDAM_ASSIGN(const bool appended, walk.take(*difference));
    taken += appended ? 1 : 0;
  }
  json.end_array();
  if (more) {
    json.key("NextToken")
        .string(encode_page_token({table->id, page.span.from, page.span.to, cursor.position().time,
                                   cursor.position().changes}));
  }
  json.end_object();
  return body;
}

}  // namespace

const Operation kDiffTable{kQuondam, "DiffTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
