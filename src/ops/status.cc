#include "ops/status.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/command_text.h"
#include "ops/foreign_endpoint.h"
#include "ops/last_drills.h"
#include "ops/recovery.h"
#include "ops/size_text.h"
#include "ops/table_names.h"
#include "ops/table_state.h"
#include "ops/text_table.h"

namespace quondam::ops {
namespace {

struct StatusFlags {
  CommonFlags common;
  std::vector<std::string> patterns;
};

struct StatusLine {
  TableState state;
  std::optional<std::uint64_t> history_bytes;
  const Drill* last_drill = nullptr;
};

std::string json_line(const StatusLine& line) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_table_state(json, line.state);
  if (line.history_bytes) json.key("HistoryBytes").number(*line.history_bytes);
  json.key("LastDrill");
  if (line.last_drill == nullptr) {
    json.null();
  } else {
    json.raw(to_json(*line.last_drill));
  }
  json.end_object();
  return out + "\n";
}

std::string window_text(const TableState& state) {
  if (!state.recovery.earliest_us) return "";
  return fmt::format("{} to {}", time_text(state.recovery.earliest_us),
                     time_text(state.recovery.latest_us));
}

void print_table(const std::vector<StatusLine>& lines, const Session& session) {
  constexpr auto kRight = TextTable::Align::right;
  TextTable table({{"TABLE"},
                   {"STATUS"},
                   {"ITEMS", kRight},
                   {"SIZE", kRight},
                   {"RECOVERY"},
                   {"WINDOW"},
                   {"PROTECTED"},
                   {"HISTORY", kRight},
                   {"LAST DRILL"}});
  for (const StatusLine& line : lines) {
    table.add({line.state.name, line.state.status, fmt::format("{}", line.state.items),
               size_text(line.state.bytes), recovery_text(line.state.recovery),
               window_text(line.state), line.state.is_protected ? "yes" : "no",
               line.history_bytes ? size_text(*line.history_bytes) : "-",
               last_drill_text(line.last_drill, session.began_us)});
  }
  print(table.take_text(session.paint));
}

// What a person would do next about what the table shows.
void print_advice(const std::vector<StatusLine>& lines, const StatusFlags& flags,
                  const Session& session) {
  const auto advise = [&](std::string_view command, std::string_view what, const auto& needs) {
    std::vector<std::string> words{std::string(command)};
    for (const StatusLine& line : lines)
      if (needs(line)) words.push_back(line.state.name);
    if (words.size() == 1) return;
    print(session.paint(Colour::dim, fmt::format("{}: {}", what,
                                                 quondam_command(words, flags.common.connection))) +
          "\n");
  };
  advise("enable", "To turn point-in-time recovery on", [](const StatusLine& line) {
    return line.state.recovery.known && !line.state.recovery.enabled;
  });
  advise("protect", "To protect from deletion",
         [](const StatusLine& line) { return !line.state.is_protected; });
  advise("drill", "To prove that it can be restored", [](const StatusLine& line) {
    return line.last_drill == nullptr && line.state.recovery.enabled;
  });
}

Outcome<int> run(const StatusFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const LastDrills drills,
                 LastDrills::read(session->client.settings().endpoint.text));
  QUONDAM_ASSIGN(const auto names, list_table_names(session->client, flags.patterns));
  QUONDAM_ASSIGN(const bool quondam, is_quondam(session->client));
  std::vector<StatusLine> lines;
  Progress progress;
  for (const std::string& name : names) {
    progress.show(fmt::format("{} of {} tables", lines.size(), names.size()), lines.size(),
                  names.size());
    QUONDAM_ASSIGN(auto state, read_table_state(session->client, name));
    if (!state) continue;
    const Drill* const drill = drills.of(name, state->arn, state->created_us);
    StatusLine line{*std::move(state), std::nullopt, drill};
    if (quondam) line.history_bytes = history_bytes(session->client, name);
    lines.push_back(std::move(line));
  }
  progress.clear();
  if (session->json) {
    for (const StatusLine& line : lines) print(json_line(line));
  } else if (lines.empty()) {
    print(flags.patterns.empty() ? "There is no table.\n" : "No table is called like this.\n");
  } else {
    print_table(lines, *session);
    print_advice(lines, flags, *session);
  }
  return kOk;
}

}  // namespace

void add_status(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("status", "What protects each table, at a glance");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<StatusFlags>();
  command->add_option("PATTERN", flags->patterns, "Those called like this: 'orders*'")
      ->type_name("")
      ->check(not_empty);
  add_common(*command, flags->common);
  on_run(*command, "status", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
