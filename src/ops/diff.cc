#include "ops/diff.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "item/json.h"
#include "ops/command.h"
#include "ops/difference.h"
#include "ops/foreign_endpoint.h"
#include "ops/foreign_work.h"
#include "ops/interval.h"
#include "ops/json_fields.h"
#include "ops/selection.h"
#include "ops/table_keys.h"

namespace quondam::ops {
namespace {

struct DiffFlags {
  CommonFlags common;
  std::string table;
  std::string from;
  std::string to;
  Selection selection;
  bool summary = false;
  bool exit_code = false;
  ForeignFlags foreign;
};

// As DiffTable has it. Which of the images there are follows from the kind: an item can be empty
// only in an answer that has none.
Outcome<Difference> read_difference(simdjson::dom::element json) {
  Difference difference;
  const auto read = [&](std::string_view name, std::optional<item::Item>& into) -> Outcome<void> {
    const auto found = member_of(json, name);
    if (!found) return {};
    QUONDAM_ASSIGN(into, item::item_from_json(*found));
    return {};
  };
  std::optional<item::Item> key;
  QUONDAM_TRY(read("Key", key));
  QUONDAM_TRY(read("Before", difference.before));
  QUONDAM_TRY(read("After", difference.after));
  difference.key = key.value_or(item::Item());
  const std::string_view kind = text_of(json, "Kind");
  if (kind != "ADDED" && !difference.before) difference.before.emplace();
  if (kind != "REMOVED" && !difference.after) difference.after.emplace();
  return difference;
}

Outcome<std::string> request(const DiffFlags& flags, const Interval& interval,
                             const TableKeys& keys, std::string_view token) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(flags.table);
  json.key("From").string(interval.from.text());
  if (interval.to) json.key("To").string(interval.to->text());
  QUONDAM_TRY(write_selection(json, flags.selection, keys));
  constexpr int kMostLimit = 1000;
  json.key("Limit").number(kMostLimit);
  if (!token.empty()) json.key("NextToken").string(token);
  json.end_object();
  return body;
}

void print_end(const Session& session, const DiffFlags& flags, const Interval& interval,
               const std::string& to, const DifferenceCounts& counts) {
  if (session.json) {
    if (!flags.summary) return;
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("TableName").string(flags.table);
    json.key("From").string(interval.from.text()).key("To").string(to);
    json.key("Added").number(counts.added).key("Removed").number(counts.removed);
    json.key("Changed").number(counts.changed).end_object();
    print(out + "\n");
    return;
  }
  print(session.paint(Colour::bold,
                      fmt::format("{} of {}: {} added, {} removed, {} changed, after {}, up to {}",
                                  counted(counts.all(), "difference"), flags.table, counts.added,
                                  counts.removed, counts.changed, interval.from.shown(), to)) +
        "\n");
}

// Where nothing is recorded but what a restore brings back.
Outcome<int> run_foreign(Session& session, const DiffFlags& flags, const Interval& interval,
                         const TableKeys& keys) {
  const ForeignWork work{flags.table, interval, flags.selection, keys, flags.foreign};
  DifferenceCounts counts;
  const std::vector<std::string> key_names = names_of(keys);
  QUONDAM_TRY(
      compare_foreign(session, work, "diff", [&](const Difference& difference) -> Outcome<void> {
        counts.count(difference.kind());
        if (flags.summary) return {};
        print((session.json ? to_json(difference)
                            : difference_text(session.paint, key_names, difference)) +
              "\n");
        return {};
      }));
  const Interval whole = whole_seconds(interval);
  print_end(session, flags, whole, whole.to ? whole.to->text() : moment_text(session.began_us),
            counts);
  return flags.exit_code && counts.all() > 0 ? kFailed : kOk;
}

// A deleted table is called by its id, which means nothing without a moment.
Outcome<TableKeys> keys_of(Client& client, const std::string& table, const Interval& interval) {
  auto keys = read_table_keys(client, table);
  if (keys) return keys;
  auto then = read_table_keys(client, table + "@" + interval.from.text());
  return then ? then : keys;
}

Outcome<int> run(const DiffFlags& flags) {
  QUONDAM_TRY(check_selection(flags.selection));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Interval interval,
                 resolve_interval(session->client, flags.from, flags.to, session->began_us));
  QUONDAM_ASSIGN(const TableKeys keys, keys_of(session->client, flags.table, interval));
  const std::vector<std::string> key_names = names_of(keys);
  DifferenceCounts counts;
  // The end of the interval, as the server's first page has it.
  std::string to;
  std::string token;
  Progress progress;
  do {
    QUONDAM_ASSIGN(const std::string body, request(flags, interval, keys, token));
    const auto page = session->client.read(kQuondam, "DiffTable", body);
    if (!page && has_no_admin_api(page.error()))
      return run_foreign(*session, flags, interval, keys);
    if (!page) return tl::unexpected(page.error());
    const Answer& answer = *page;
    if (to.empty()) to = text_of(answer.json(), "To");
    std::string out;
    for (const auto difference : array_of(answer.json(), "Differences")) {
      counts.count(text_of(difference, "Kind"));
      if (flags.summary) continue;
      if (session->json) {
        out += simdjson::minify(difference) + "\n";
        continue;
      }
      QUONDAM_ASSIGN(const Difference read, read_difference(difference));
      out += difference_text(session->paint, key_names, read) + "\n";
    }
    print(out);
    token = text_of(answer.json(), "NextToken");
    // Lines on the terminal are progress enough.
    if (flags.summary) progress.show(counted(counts.all(), "difference"));
  } while (!token.empty());
  progress.clear();
  print_end(*session, flags, interval, to, counts);
  return flags.exit_code && counts.all() > 0 ? kFailed : kOk;
}

}  // namespace

void add_diff(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("diff", "Show what changed in a table between two moments");
  command->group(kReadingGroup);
  auto flags = std::make_shared<DiffFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("");
  command->add_option("--from", flags->from, "What was changed after this moment")
      ->required()
      ->type_name("TIME");
  command->add_option("--to", flags->to, "Up to this moment; now if it is left out")
      ->type_name("TIME")
      ->check(not_empty);
  add_item_selection(*command, flags->selection);
  add_change_selection(*command, flags->selection);
  command->add_flag("--summary", flags->summary, "Only count");
  command->add_flag("--exit-code", flags->exit_code, "Exit with 1 when there are differences");
  command->add_flag("--yes", flags->foreign.yes, "Make the scratch tables without a question")
      ->group(kForeignGroup);
  add_foreign_flags(*command, flags->foreign);
  add_common(*command, flags->common);
  on_run(*command, "diff", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
