#include "ops/diff.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/command.h"
#include "ops/interval.h"
#include "ops/json_fields.h"
#include "ops/selection.h"
#include "ops/table_keys.h"
#include "ops/value_text.h"

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
};

struct Counts {
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t changed = 0;

  [[nodiscard]] std::uint64_t all() const { return added + removed + changed; }
};

Outcome<item::Item> image(simdjson::dom::element difference, std::string_view name) {
  const auto found = member_of(difference, name);
  if (!found) return item::Item();
  QUONDAM_ASSIGN(item::Item read, item::item_from_json(*found));
  return read;
}

// What a difference takes on one line: "~ id=1001  total: 59.9 -> 61  +note="gift"".
Outcome<std::string> line(const Session& session, const std::vector<std::string>& keys,
                          simdjson::dom::element difference) {
  QUONDAM_ASSIGN(const item::Item key, image(difference, "Key"));
  QUONDAM_ASSIGN(const item::Item before, image(difference, "Before"));
  QUONDAM_ASSIGN(const item::Item after, image(difference, "After"));
  const std::string_view kind = text_of(difference, "Kind");
  if (kind == "ADDED") return session.paint(Colour::green, "+ " + item_text(after, keys));
  if (kind == "REMOVED") return session.paint(Colour::red, "- " + item_text(before, keys));
  std::string out = session.paint(Colour::yellow, "~ " + item_text(key, keys));
  for (const AttributeChange& change : changes_between(before, after)) {
    const std::string path = printable(change.path);
    if (change.before == nullptr) {
      out += session.paint(Colour::green, fmt::format("  +{}={}", path, value_text(*change.after)));
    } else if (change.after == nullptr) {
      out += session.paint(Colour::red, fmt::format("  -{}={}", path, value_text(*change.before)));
    } else {
      out += fmt::format("  {}: {} -> {}", path, value_text(*change.before),
                         value_text(*change.after));
    }
  }
  return out;
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

void count(std::string_view kind, Counts& counts) {
  if (kind == "ADDED") {
    ++counts.added;
  } else if (kind == "REMOVED") {
    ++counts.removed;
  } else {
    ++counts.changed;
  }
}

void print_end(const Session& session, const DiffFlags& flags, const Interval& interval,
               const std::string& to, const Counts& counts) {
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

Outcome<int> run(const DiffFlags& flags) {
  QUONDAM_TRY(check_selection(flags.selection));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Interval interval,
                 resolve_interval(session->client, flags.from, flags.to, session->began_us));
  QUONDAM_ASSIGN(const TableKeys keys, read_table_keys(session->client, flags.table));
  const std::vector<std::string> key_names = names_of(keys);
  Counts counts;
  // The end of the interval, as the server's first page has it.
  std::string to;
  std::string token;
  Progress progress;
  do {
    QUONDAM_ASSIGN(const std::string body, request(flags, interval, keys, token));
    QUONDAM_ASSIGN(const Answer answer, session->client.read(kQuondam, "DiffTable", body));
    if (to.empty()) to = text_of(answer.json(), "To");
    std::string out;
    for (const auto difference : array_of(answer.json(), "Differences")) {
      count(text_of(difference, "Kind"), counts);
      if (flags.summary) continue;
      if (session->json) {
        out += simdjson::minify(difference) + "\n";
        continue;
      }
      QUONDAM_ASSIGN(const std::string text, line(*session, key_names, difference));
      out += text + "\n";
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
  add_common(*command, flags->common);
  on_run(*command, "diff", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
