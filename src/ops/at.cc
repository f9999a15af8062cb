#include "ops/at.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/foreign_endpoint.h"
#include "ops/item_printer.h"
#include "ops/json_fields.h"
#include "ops/selection.h"
#include "ops/table_keys.h"
#include "ops/times.h"

namespace quondam::ops {
namespace {

struct AtFlags {
  CommonFlags common;
  std::string table;
  std::string time;
  Selection selection;
  std::string index;
  std::optional<std::uint64_t> limit;
};

Outcome<void> check(const AtFlags& flags) {
  QUONDAM_TRY(check_selection(flags.selection));
  const bool more = !flags.index.empty() || !flags.selection.key_condition.empty() ||
                    !flags.selection.filter.empty() || flags.limit;
  if (!flags.selection.key.empty() && more) {
    return wrong_usage("--key names one item",
                       "Leave --index, --key-condition, --filter and --limit out, or --key.");
  }
  return {};
}

Outcome<int> print_item(Session& session, const AtFlags& flags, std::string_view table,
                        const Moment& moment, const TableKeys& keys) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  QUONDAM_TRY(write_selection(json, flags.selection, keys));
  json.key("ConsistentRead").boolean(true).end_object();
  QUONDAM_ASSIGN(const Answer answer, session.client.read(kDynamoDb, "GetItem", body));
  const auto item = member_of(answer.json(), "Item");
  if (!item) {
    return failed(
        fmt::format("{} had no item {} at {}", flags.table, flags.selection.key, moment.shown()));
  }
  ItemPrinter printer(names_of(keys), session.json, session.paint);
  QUONDAM_TRY(printer.print_one(*item));
  return kOk;
}

Outcome<int> print_items(Session& session, const AtFlags& flags, std::string_view table,
                         const Moment& moment, const TableKeys& keys) {
  ItemPrinter printer(names_of(keys), session.json, session.paint);
  const bool query = !flags.selection.key_condition.empty();
  std::uint64_t left = flags.limit.value_or(UINT64_MAX);
  std::uint64_t printed = 0;
  std::string start;
  while (left > 0) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(table);
    if (!flags.index.empty()) json.key("IndexName").string(flags.index);
    QUONDAM_TRY(write_selection(json, flags.selection, keys));
    // Behind a filter, a limit counts what is looked at: then it is applied here.
    constexpr std::uint64_t kMostLimit = 1'000'000;
    if (flags.limit && flags.selection.filter.empty())
      json.key("Limit").number(std::min(left, kMostLimit));
    if (!start.empty()) json.key("ExclusiveStartKey").raw(start);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer,
                   session.client.read(kDynamoDb, query ? "Query" : "Scan", body));
    auto items = array_of(answer.json(), "Items");
    if (items.size() > left) items.resize(left);
    QUONDAM_TRY(printer.print_page(items));
    printed += items.size();
    left -= items.size();
    const auto last = member_of(answer.json(), "LastEvaluatedKey");
    if (!last) break;
    start = simdjson::minify(*last);
  }
  if (!session.json)
    print(session.paint(Colour::dim, fmt::format("{} of {} at {}", counted(printed, "item"),
                                                 flags.table, moment.shown())) +
          "\n");
  return kOk;
}

Outcome<int> run(const AtFlags& flags) {
  QUONDAM_TRY(check(flags));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Moment moment,
                 resolve_moment(session->client, flags.time, session->began_us));
  // The present has no moment in its name: so it can also be read where nothing is recorded.
  const std::string table =
      moment.is_now ? flags.table : fmt::format("{}@{}", flags.table, moment.text());
  const auto keys = read_table_keys(session->client, table, flags.index);
  if (!keys && !moment.is_now)
    return tl::unexpected(why_no_past(session->client, flags.table, keys.error()));
  if (!keys) return tl::unexpected(keys.error());
  return flags.selection.key.empty() ? print_items(*session, flags, table, moment, *keys)
                                     : print_item(*session, flags, table, moment, *keys);
}

}  // namespace

void add_at(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("at", "Show a table, or one item, as it was");
  command->group(kReadingGroup);
  auto flags = std::make_shared<AtFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("");
  command
      ->add_option("TIME", flags->time,
                   "2026-11-22T19:00:00Z, seconds since the epoch, -5m, -1d, now, a restore point")
      ->required()
      ->type_name("");
  add_item_selection(*command, flags->selection);
  command->add_option("--index", flags->index, "Through this index, as it was")
      ->type_name("NAME")
      ->check(not_empty);
  command->add_option("--limit", flags->limit, "At most so many items")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  add_common(*command, flags->common);
  on_run(*command, "at", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
