#include "ops/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

namespace quondam::ops {

std::string not_empty(const std::string& value) {
  return value.empty() ? std::string("is empty") : std::string();
}

void add_common(CLI::App& command, CommonFlags& flags) {
  command
      .add_option("--endpoint-url", flags.connection.endpoint_url,
                  "The server; else AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile's, "
                  "http://127.0.0.1:8000")
      ->type_name("URL")
      ->check(not_empty)
      ->group(kConnectionGroup);
  command
      .add_flag("--aws", flags.connection.aws,
                "DynamoDB of AWS itself, in the region; whatever endpoint is configured")
      ->group(kConnectionGroup);
  command
      .add_option("--profile", flags.connection.profile,
                  "A profile of ~/.aws; else AWS_PROFILE, default")
      ->type_name("NAME")
      ->check(not_empty)
      ->group(kConnectionGroup);
  command
      .add_option("--region", flags.connection.region,
                  "Else AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1")
      ->type_name("NAME")
      ->check(not_empty)
      ->group(kConnectionGroup);
  command.add_flag("--json", flags.json, "For programs: one JSON object a line (docs/cli.md)")
      ->group(kConnectionGroup);
}

Outcome<std::unique_ptr<Session>> open_session(const CommonFlags& flags) {
  QUONDAM_ASSIGN(ConnectionSettings settings,
                 resolve_connection(flags.connection, process_environment()));
  // NOLINTNEXTLINE(modernize-make-unique): an aggregate of what cannot be moved
  return std::unique_ptr<Session>(
      new Session{Client(std::move(settings)), SystemClock().wall_us(), flags.json, Paint()});
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_failure(std::string_view name, const Failure& failure) {
  std::fflush(stdout);
  fmt::print(stderr, "quondam {}: {}\n", name, printable(failure.message));
  if (!failure.what_next.empty()) fmt::print(stderr, "  {}\n", printable(failure.what_next));
}

int report(std::string_view name, const Outcome<int>& outcome) {
  if (!outcome) {
    print_failure(name, outcome.error());
    return outcome.error().exit_code;
  }
  // What could not be written is not done: a full disk must not look like a short answer.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    print_failure(name, Failure(kFailed, "the output could not be written",
                                "See that the disk has room, and say it again."));
    return kFailed;
  }
  return *outcome;
}

void on_run(CLI::App& command, std::string name, int& exit_code,
            std::function<Outcome<int>()> run) {
  command.callback([name = std::move(name), &exit_code, run = std::move(run)] {
    exit_code = report(name, run());
  });
}

std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural) {
  std::string digits = fmt::format("{}", count);
  constexpr std::size_t kGroupDigits = 3;
  for (std::size_t at = digits.size(); at > kGroupDigits;) {
    at -= kGroupDigits;
    digits.insert(at, ",");
  }
  return fmt::format("{} {}", digits, count == 1 ? singular : plural);
}

std::string counted(std::uint64_t count, std::string_view singular) {
  return counted(count, singular, std::string(singular) + "s");
}

}  // namespace quondam::ops
