#include "ops/load.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/batch_writer.h"
#include "ops/command.h"
#include "ops/durable_file.h"
#include "ops/interruption.h"
#include "ops/item_lines.h"
#include "ops/load_progress.h"
#include "ops/load_queue.h"
#include "ops/packed_file.h"
#include "ops/parallel.h"
#include "ops/table_keys.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kStandardInput = "-";
constexpr int kMostThreads = 256;
// How much a kill can cost: it is written again.
constexpr std::chrono::seconds kCheckpointEvery{1};

struct LoadFlags {
  CommonFlags common;
  std::string table;
  std::string file = std::string(kStandardInput);
  std::string format;
  std::string state;
  int threads = 4;
  bool skip_errors = false;
  bool resume = false;
};

// Where the state is; empty: nowhere, standard input cannot be read again.
std::string state_path(const LoadFlags& flags) {
  if (!flags.state.empty()) return flags.state;
  return flags.file == kStandardInput ? std::string() : flags.file + ".load-state";
}

Outcome<LoadState> beginning(const LoadFlags& flags, const LoadState& wanted) {
  const std::string path = state_path(flags);
  if (path.empty() || !is_there(path)) return wanted;
  if (!flags.resume) {
    return failed(fmt::format("{} was not loaded to its end", flags.file),
                  fmt::format("--resume goes on; or remove {}.", path));
  }
  QUONDAM_ASSIGN(LoadState state, read_load_state(path));
  const auto differs = [&](std::string_view what, const std::string& was, const std::string& is) {
    return failed(fmt::format("{} is the state of another load: its {} is '{}', not '{}'", path,
                              what, was, is),
                  "Ask for the same again, or remove it and begin anew.");
  };
  if (state.table != wanted.table) return differs("table", state.table, wanted.table);
  if (state.endpoint != wanted.endpoint)
    return differs("endpoint", state.endpoint, wanted.endpoint);
  if (state.format != wanted.format) return differs("format", state.format, wanted.format);
  return state;
}

// The key of an item, which decides what is written in which order.
Outcome<std::string> key_of(const item::Item& item, const TableKeys& keys) {
  item::Item key;
  for (const KeyAttribute& attribute : keys) {
    const auto found = item.find(attribute.name);
    if (found == item.end())
      return failed(
          fmt::format("the item has no '{}', which is a part of the key", attribute.name));
    if (item::type_name(found->second.type()) != attribute.type) {
      return failed(fmt::format("'{}', a part of the key, is of type {}, not {}", attribute.name,
                                item::type_name(found->second.type()), attribute.type));
    }
    key.emplace(attribute.name, found->second);
  }
  return item::to_json(key);
}

class Load {
 public:
  Load(Session& session, const LoadFlags& flags, ItemFormat format, TableKeys keys,
       std::unique_ptr<LineReader> file, LoadState state)
      : session_(session),
        flags_(flags),
        format_(format),
        keys_(std::move(keys)),
        file_(std::move(file)),
        began_at_(state.offset),
        progress_(std::move(state)),
        queue_(static_cast<std::size_t>(flags.threads)) {}

  Outcome<int> run();

 private:
  Outcome<void> read_lines();
  Outcome<void> write_lines(Client& client, std::size_t thread);
  Outcome<void> pass_over(std::uint64_t begin_offset, const Failure& why);
  Outcome<void> save_state();
  void print_end(bool complete, double seconds);
  void print_passed_over();

  Session& session_;
  const LoadFlags& flags_;
  const ItemFormat format_;
  const TableKeys keys_;
  const std::unique_ptr<LineReader> file_;
  const std::uint64_t began_at_;
  LoadProgress progress_;
  LoadQueue queue_;
  Interruption interruption_;
  std::atomic<std::uint64_t> read_bytes_ = 0;
  std::mutex messages_mutex_;
  std::vector<Failure> messages_;  // of what is passed over, not printed yet
};

Outcome<void> Load::pass_over(std::uint64_t begin_offset, const Failure& why) {
  Failure failure(kFailed, fmt::format("the line at byte {}: {}", begin_offset, why.message),
                  why.what_next);
  if (!flags_.skip_errors) {
    failure.what_next = "Mend it and go on with --resume, or pass it over with --skip-errors too.";
    return tl::unexpected<Failure>(std::move(failure));
  }
  failure.what_next.clear();
  const std::lock_guard lock(messages_mutex_);
  messages_.push_back(std::move(failure));
  return {};
}

Outcome<void> Load::read_lines() {
  LineParser parser;
  QUONDAM_TRY(file_->skip_to(began_at_));
  std::string_view text;
  while (!interruption_.ending()) {
    const std::uint64_t begin_offset = file_->offset();
    QUONDAM_ASSIGN(const bool more, file_->next(text));
    if (!more) break;
    read_bytes_ = file_->read_bytes();
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::uint64_t number = progress_.begin(file_->offset());
    const auto item = parser.read(format_, text);
    auto key = item ? key_of(*item, keys_) : Outcome<std::string>(tl::unexpected(item.error()));
    if (!key) {
      QUONDAM_TRY(pass_over(begin_offset, key.error()));
      progress_.acknowledge(number, false);
      continue;
    }
    if (!queue_.add({number, begin_offset, *std::move(key), item::to_json(*item)},
                    interruption_.ending()))
      break;
  }
  return {};
}

Outcome<void> Load::write_lines(Client& client, std::size_t thread) {
  const auto tell = [&](const LoadLine& line, const Failure* refused) -> Outcome<void> {
    if (refused != nullptr) QUONDAM_TRY(pass_over(line.begin_offset, *refused));
    progress_.acknowledge(line.number, refused == nullptr);
    return {};
  };
  while (!interruption_.ending()) {
    std::vector<LoadLine> batch = queue_.take_batch(thread, interruption_.ending());
    if (batch.empty()) break;
    QUONDAM_TRY(write_batch(client, flags_.table, std::move(batch), interruption_.ending(), tell));
  }
  return {};
}

Outcome<void> Load::save_state() {
  const std::string path = state_path(flags_);
  return path.empty() ? Outcome<void>() : write_durably(path, to_json(progress_.state()));
}

void Load::print_passed_over() {
  std::vector<Failure> messages;
  {
    const std::lock_guard lock(messages_mutex_);
    messages.swap(messages_);
  }
  for (const Failure& failure : messages) print_failure("load", failure);
}

void Load::print_end(bool complete, double seconds) {
  if (session_.json) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("TableName").string(flags_.table).key("File").string(flags_.file);
    json.key("Format").string(name_of(format_));
    json.key("Status").string(complete ? "COMPLETED" : "INTERRUPTED");
    json.key("Items").number(progress_.written());
    json.key("SkippedItems").number(progress_.passed_over());
    json.key("ResumedAt").number(began_at_).key("Offset").number(progress_.state().offset);
    json.key("Seconds").number(seconds).end_object();
    print(out + "\n");
    return;
  }
  print(fmt::format(
      "{}: {} written{}{}, {:.1f} s\n", flags_.table, counted(progress_.written(), "item"),
      progress_.passed_over() > 0 ? fmt::format(", {} passed over", progress_.passed_over()) : "",
      began_at_ > 0 ? fmt::format(", from byte {} on", began_at_) : "", seconds));
}

Outcome<int> Load::run() {
  QUONDAM_TRY(save_state());
  Progress progress;
  auto checkpointed = std::chrono::steady_clock::now();
  // One more worker than writers: the one that reads.
  const auto writers = static_cast<std::size_t>(flags_.threads);
  const auto done = run_parallel(
      session_.client.settings(), writers + 1, interruption_,
      [&](Client& client, std::size_t n) -> Outcome<void> {
        if (n < writers) return write_lines(client, n);
        auto read = read_lines();
        queue_.close();
        return read;
      },
      [&]() -> Outcome<void> {
        progress.show(
            fmt::format("loading {}: {}", flags_.table, counted(progress_.written(), "item")),
            read_bytes_, file_->file_bytes());
        const auto now = std::chrono::steady_clock::now();
        if (now - checkpointed < kCheckpointEvery) return {};
        checkpointed = now;
        return save_state();
      });
  progress.clear();
  print_passed_over();
  const bool complete = done && !interruption_.requested();
  const std::string path = state_path(flags_);
  if (!complete) {
    QUONDAM_TRY(save_state());
  } else if (!path.empty()) {
    ::unlink(path.c_str());
  }
  if (!done) return tl::unexpected(done.error());
  print_end(complete, progress.seconds());
  if (!complete) {
    print_failure("load", Failure(kPartial, "it was interrupted",
                                  path.empty() ? "" : "The same with --resume goes on."));
  }
  return complete && progress_.passed_over() == 0 ? kOk : kPartial;
}

Outcome<int> run(const LoadFlags& flags) {
  if (flags.resume && state_path(flags).empty()) {
    return wrong_usage("standard input has no state beside it",
                       "Name a file with --state FILE, for the first time too.");
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  const ItemFormat format =
      flags.format.empty() ? format_of_file(flags.file) : format_named(flags.format);
  QUONDAM_ASSIGN(LoadState state,
                 beginning(flags, {flags.table, session->client.settings().endpoint.text,
                                   std::string(name_of(format))}));
  QUONDAM_ASSIGN(auto file, LineReader::open(flags.file));
  QUONDAM_ASSIGN(TableKeys keys, read_table_keys(session->client, flags.table));
  return Load(*session, flags, format, std::move(keys), std::move(file), std::move(state)).run();
}

}  // namespace

void add_load(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("load", "Write the items of a file into a table, in parallel");
  command->group(kMovingGroup);
  auto flags = std::make_shared<LoadFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("")->check(not_empty);
  command
      ->add_option("FILE", flags->file,
                   "Packed if it ends in .gz or .zst; -, or nothing: standard input")
      ->type_name("")
      ->check(not_empty);
  command
      ->add_option("--format", flags->format,
                   "dynamodb-json as AWS's exports have it, or plain ndjson; else by the file's "
                   "name (.ndjson, .jsonl)")
      ->check(CLI::IsMember({"dynamodb-json", "ndjson"}));
  command->add_option("--threads", flags->threads, "So many at once")
      ->type_name("N")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  command
      ->add_option("--state", flags->state,
                   "Where it is kept how far the load is; else FILE.load-state")
      ->type_name("FILE")
      ->check(not_empty);
  command->add_flag("--skip-errors", flags->skip_errors,
                    "Pass over lines that are no items, and items that are refused");
  command->add_flag("--resume", flags->resume, "Go on where a load of this file was cut off");
  add_common(*command, flags->common);
  on_run(*command, "load", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
