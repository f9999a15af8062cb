#include "ops/dump.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/command.h"
#include "ops/dump_file.h"
#include "ops/durable_file.h"
#include "ops/foreign_endpoint.h"
#include "ops/interruption.h"
#include "ops/item_lines.h"
#include "ops/json_fields.h"
#include "ops/parallel.h"
#include "ops/patient_calls.h"
#include "ops/times.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kStandardOutput = "-";
constexpr int kMostSegments = 256;
// How much a kill can cost.
constexpr std::chrono::seconds kCheckpointEvery{2};

struct DumpFlags {
  CommonFlags common;
  std::string table;
  std::string out = std::string(kStandardOutput);
  std::string format;
  int segments = 4;
  std::string at;
  bool consistent_read = false;
  bool resume = false;
};

// What is read, with its name as the requests have it.
struct Source {
  std::string name;
  std::string at;
  std::string table_id;
  std::uint64_t about_items = 0;
};

Outcome<Source> read_source(Session& session, const DumpFlags& flags) {
  Source source{flags.table, "", "", 0};
  if (!flags.at.empty()) {
    QUONDAM_ASSIGN(const Moment at, resolve_moment(session.client, flags.at, session.began_us));
    if (!at.is_now) source.at = at.text();
  }
  if (!source.at.empty()) source.name = fmt::format("{}@{}", flags.table, source.at);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(source.name).end_object();
  const auto answer = session.client.read(kDynamoDb, "DescribeTable", body);
  if (!answer && !source.at.empty())
    return tl::unexpected(why_no_past(session.client, flags.table, answer.error()));
  if (!answer) return tl::unexpected(answer.error());
  if (const auto table = member_of(answer->json(), "Table")) {
    source.table_id = text_of(*table, "TableId");
    source.about_items = count_of(*table, "ItemCount");
  }
  return source;
}

Outcome<void> check_same(const DumpState& state, const DumpState& wanted, const std::string& path) {
  const auto differs = [&](std::string_view what, const std::string& was, const std::string& is) {
    return failed(fmt::format("{} is the state of another dump: its {} is '{}', not '{}'", path,
                              what, was, is),
                  "Ask for the same again, or remove the two files and begin anew.");
  };
  if (state.table != wanted.table) return differs("table", state.table, wanted.table);
  if (state.format != wanted.format) return differs("format", state.format, wanted.format);
  if (state.at != wanted.at) return differs("moment", state.at, wanted.at);
  if (state.table_id != wanted.table_id) return differs("TableId", state.table_id, wanted.table_id);
  return {};
}

// Where the dump begins: at the beginning, or where an earlier one was cut off.
Outcome<DumpState> beginning(const DumpFlags& flags, const Source& source, ItemFormat format) {
  DumpState fresh{flags.table, source.table_id, source.at, std::string(name_of(format)), {}};
  fresh.segments.resize(static_cast<std::size_t>(flags.segments));
  if (flags.out == kStandardOutput) return fresh;
  const std::string state_path = dump_state_path(flags.out);
  if (!is_there(state_path)) {
    if (!is_there(flags.out)) return fresh;
    return failed(fmt::format("{} is there already, and no dump of it is under way", flags.out),
                  "Name another file with --out.");
  }
  if (!flags.resume) {
    return failed(fmt::format("{} was not dumped to its end", flags.out),
                  fmt::format("--resume goes on; or remove it and {}.", state_path));
  }
  QUONDAM_ASSIGN(DumpState state, read_dump_state(state_path));
  // A relative moment was another one then; it is that one which is gone on with.
  if (fresh.at.empty() == state.at.empty() && flags.at.starts_with('-')) fresh.at = state.at;
  QUONDAM_TRY(check_same(state, fresh, state_path));
  return state;
}

Outcome<std::string> lines_of(ItemFormat format, const std::vector<simdjson::dom::element>& items) {
  std::string lines;
  for (const auto element : items) {
    if (format == ItemFormat::dynamodb_json) {
      // As it came: no value is written otherwise than the endpoint wrote it.
      lines += fmt::format("{{\"Item\":{}}}\n", std::string(simdjson::minify(element)));
      continue;
    }
    QUONDAM_ASSIGN(const item::Item item, item::item_from_json(element));
    append_line(lines, format, item);
  }
  return lines;
}

// One segment, from where it is to its end.
Outcome<void> dump_segment(Client& client, const DumpFlags& flags, const std::string& table,
                           ItemFormat format, std::size_t number, DumpFile& file,
                           const std::atomic<bool>& ending) {
  DumpSegment segment = file.segments()[number];
  const std::size_t total = file.segments().size();
  while (!segment.done && !ending) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(table);
    json.key("Segment").number(number).key("TotalSegments").number(total);
    if (!segment.last_key.empty()) json.key("ExclusiveStartKey").raw(segment.last_key);
    if (flags.consistent_read) json.key("ConsistentRead").boolean(true);
    json.end_object();
    auto answer = call_patiently(client, "Scan", body, ending);
    if (!answer && ending) return {};
    if (!answer) return tl::unexpected(std::move(answer).error());
    const auto items = array_of(answer->json(), "Items");
    QUONDAM_ASSIGN(const std::string lines, lines_of(format, items));
    const auto last = member_of(answer->json(), "LastEvaluatedKey");
    segment = {!last, last ? std::string(simdjson::minify(*last)) : std::string()};
    QUONDAM_TRY(file.add(number, lines, items.size(), segment));
  }
  return {};
}

struct End {
  bool complete = false;
  std::uint64_t items = 0;
  std::uint64_t file_bytes = 0;
  double seconds = 0;
};

void print_end(const Session& session, const DumpFlags& flags, const DumpState& state,
               const End& end) {
  const bool to_output = flags.out == kStandardOutput;
  std::string text;
  if (session.json) {
    JsonWriter json(text);
    json.begin_object().key("TableName").string(flags.table);
    json.key("At");
    state.at.empty() ? json.null() : json.string(state.at);
    json.key("File").string(flags.out).key("Format").string(state.format);
    json.key("Status").string(end.complete ? "COMPLETED" : "INTERRUPTED");
    json.key("Items").number(end.items).key("FileBytes").number(end.file_bytes);
    json.key("Seconds").number(end.seconds).end_object();
    text += "\n";
  } else {
    text =
        fmt::format("{}: {}{} in {}, {} bytes, {:.1f} s\n", flags.table, counted(end.items, "item"),
                    state.at.empty() ? "" : fmt::format(" as at {}", state.at),
                    to_output ? "standard output" : flags.out, end.file_bytes, end.seconds);
  }
  // Standard output has the items.
  if (to_output) {
    fmt::print(stderr, "{}", text);
  } else {
    print(text);
  }
}

Outcome<int> dump(Session& session, const DumpFlags& flags, const Source& source,
                  const DumpState& state, ItemFormat format) {
  // "table@moment" as the state has it: it may be an earlier command's.
  const std::string table =
      state.at.empty() ? flags.table : fmt::format("{}@{}", flags.table, state.at);
  Interruption interruption;
  QUONDAM_ASSIGN(const auto file, DumpFile::open(flags.out, state));
  Progress progress;
  auto checkpointed = std::chrono::steady_clock::now();
  const auto done = run_parallel(
      session.client.settings(), state.segments.size(), interruption,
      [&](Client& client, std::size_t n) {
        return dump_segment(client, flags, table, format, n, *file, interruption.ending());
      },
      [&]() -> Outcome<void> {
        progress.show(fmt::format("dumping {}: {}", table, counted(file->items(), "item")),
                      file->items(), source.about_items);
        const auto now = std::chrono::steady_clock::now();
        if (now - checkpointed < kCheckpointEvery) return {};
        checkpointed = now;
        return file->checkpoint();
      });
  progress.clear();
  End end;
  end.complete = done && !interruption.requested();
  QUONDAM_TRY(end.complete ? file->complete() : file->checkpoint());
  const std::string go_on = flags.out == kStandardOutput
                                ? std::string()
                                : "What is written is whole: the same with --resume goes on.";
  if (!done) {
    Failure failure = done.error();
    if (!go_on.empty()) failure.what_next = go_on;
    return tl::unexpected<Failure>(std::move(failure));
  }
  end.items = file->items();
  end.file_bytes = file->file_bytes();
  end.seconds = progress.seconds();
  print_end(session, flags, state, end);
  if (!end.complete) print_failure("dump", Failure(kPartial, "it was interrupted", go_on));
  return end.complete ? kOk : kPartial;
}

Outcome<int> run(const DumpFlags& flags) {
  if (flags.resume && flags.out == kStandardOutput)
    return wrong_usage("standard output cannot be gone on with", "Name the file with --out.");
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  if (flags.resume && is_there(flags.out) && !is_there(dump_state_path(flags.out))) {
    // So that a loop around the command ends.
    print_failure("dump", Failure(kOk, fmt::format("{} is complete already", flags.out)));
    return kOk;
  }
  QUONDAM_ASSIGN(const Source source, read_source(*session, flags));
  const ItemFormat format =
      flags.format.empty() ? format_of_file(flags.out) : format_named(flags.format);
  QUONDAM_ASSIGN(const DumpState state, beginning(flags, source, format));
  return dump(*session, flags, source, state, format);
}

}  // namespace

void add_dump(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("dump", "Write a table's items to a file, in parallel");
  command->group(kMovingGroup);
  auto flags = std::make_shared<DumpFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("")->check(not_empty);
  command
      ->add_option("--out", flags->out,
                   "The file, packed if it ends in .gz or .zst; -: standard output")
      ->type_name("FILE")
      ->check(not_empty)
      ->capture_default_str();
  command
      ->add_option("--format", flags->format,
                   "dynamodb-json as AWS's exports have it, or plain ndjson; else by the file's "
                   "name (.ndjson, .jsonl)")
      ->check(CLI::IsMember({"dynamodb-json", "ndjson"}));
  command->add_option("--segments", flags->segments, "So many parallel scans")
      ->type_name("N")
      ->check(CLI::Range(1, kMostSegments))
      ->capture_default_str();
  command->add_option("--at", flags->at, "As it was at this moment (a Quondam)")
      ->type_name("TIME")
      ->check(not_empty);
  command->add_flag("--consistent-read", flags->consistent_read,
                    "Every write that was acknowledged before; costs twice as much on AWS");
  command->add_flag("--resume", flags->resume, "Go on where a dump to this file was cut off");
  add_common(*command, flags->common);
  on_run(*command, "dump", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
