// What all commands that speak to a server have in common: the options that name it, how they end,
// and how they say it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ops/client.h"
#include "ops/connection_settings.h"
#include "ops/failure.h"
#include "ops/terminal.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// The headings of `quondam --help`.
inline constexpr char kReadingGroup[] = "Looking at the past";
inline constexpr char kUndoingGroup[] = "Bringing it back";
inline constexpr char kKeepingGroup[] = "Keeping it";
inline constexpr char kMovingGroup[] = "Moving tables";
inline constexpr char kServerGroup[] = "The server";
// Of --help of a command that speaks to a server.
inline constexpr char kConnectionGroup[] = "Which server, and how it is told";

struct CommonFlags {
  ConnectionFlags connection;
  bool json = false;
};

// For CLI11's check(): the value of a variable that is not set must not mean that less was asked
// for.
std::string not_empty(const std::string& value);

// --endpoint-url, --aws, --profile, --region, --json.
void add_common(CLI::App& command, CommonFlags& flags);

// What a command that has been understood works with.
struct Session {
  Client client;
  Micros began_us;  // "now", and what relative moments count from
  bool json;
  Paint paint;
};

Outcome<std::unique_ptr<Session>> open_session(const CommonFlags& flags);

// Has `run` run when the command was given, and puts its answer, an exit code, into `exit_code`. A
// failure goes to standard error, below the command's `name`.
void on_run(CLI::App& command, std::string name, int& exit_code, std::function<Outcome<int>()> run);

// The same, without a command line: for commands whose subcommand may be left out.
int report(std::string_view name, const Outcome<int>& outcome);
// One failure among several things that a command does.
void print_failure(std::string_view name, const Failure& failure);

void print(std::string_view text);

// "1 item", "2 items"; 1,234 with its comma.
std::string counted(std::uint64_t count, std::string_view singular);
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural);

}  // namespace quondam::ops
