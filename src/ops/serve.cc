#include "ops/serve.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "operations/database.h"
#include "ops/version.h"
#include "server/http_server.h"

namespace quondam::ops {
namespace {

struct ServeFlags {
  std::string data;
  bool ephemeral = false;
  std::string listen = "127.0.0.1:8000";
  std::string durability = "synced";
  operations::DatabaseOptions database;
  bool allow_anonymous = false;
};

int fail_with(std::string_view message) {
  fmt::print(stderr, "quondam serve: {}\n", message);
  return EXIT_FAILURE;
}

// "127.0.0.1:8000", "[::1]:8000", "localhost:0".
Result<void> read_listen(std::string_view listen, server::HttpServerOptions& options) {
  const std::size_t colon = listen.rfind(':');
  const std::string_view port =
      colon == std::string_view::npos ? std::string_view() : listen.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (port.empty() || read.ec != std::errc() || read.ptr != port.data() + port.size()) {
    return fail(ErrorCode::validation,
                fmt::format("--listen {}: expected HOST:PORT, such as 127.0.0.1:8000", listen));
  }
  std::string_view host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  options.host = host;
  return {};
}

// These signals end the server in order. Blocked before any thread starts, so that only the waiting
// below gets them.
sigset_t block_ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void print_welcome(const ServeFlags& flags, const server::HttpServer& server) {
  const std::string where = flags.ephemeral
                                ? "nowhere: everything is gone when the server ends (--ephemeral)"
                                : std::filesystem::absolute(flags.data).lexically_normal().string();
  const std::string_view durability =
      flags.ephemeral
          ? "none"
          : (flags.database.synced ? "synced: on the disk before every answer"
                                   : "relaxed: on the disk within 100 ms, for test suites only");
  fmt::print(
      "Quondam {} is listening on http://{}\n"
      "\n"
      "  data        {}\n"
      "  durability  {}\n"
      "  access      {}\n"
      "\n"
      "Try, in another terminal (any credentials will do):\n"
      "\n"
      "  export AWS_ENDPOINT_URL=http://{} AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=secret "
      "AWS_DEFAULT_REGION={}\n"
      "  aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST \\\n"
      "      --attribute-definitions AttributeName=id,AttributeType=S --key-schema "
      "AttributeName=id,KeyType=HASH\n"
      "  aws dynamodb update-continuous-backups --table-name orders \\\n"
      "      --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true\n"
      "  aws dynamodb list-tables\n"
      "\n"
      "Ctrl-C ends the server.\n",
      kVersion, server.address(), where, durability,
      flags.allow_anonymous ? "anybody who can reach the address (--allow-anonymous)"
                            : "this machine only; no credentials are checked",
      server.address(), flags.database.region);
  std::fflush(stdout);
}

int serve(ServeFlags flags) {
  if (flags.ephemeral == !flags.data.empty())
    return fail_with("say either --data DIR or --ephemeral");
  server::HttpServerOptions http;
  http.allow_anonymous = flags.allow_anonymous;
  if (const auto read = read_listen(flags.listen, http); !read)
    return fail_with(read.error().message);
  flags.database.directory = flags.data;
  flags.database.synced = flags.durability == "synced";

  const sigset_t ending_signals = block_ending_signals();
  spdlog::set_default_logger(spdlog::stderr_color_mt("quondam"));
  auto database = operations::Database::open(flags.database, std::make_unique<SystemClock>());
  if (!database) return fail_with(database.error().message);
  auto server = server::HttpServer::start(**database, http);
  if (!server) return fail_with(server.error().message);
  spdlog::info("listening on {}, durability {}", (*server)->address(),
               flags.ephemeral ? "none (ephemeral)" : flags.durability);
  print_welcome(flags, **server);

  int signal = 0;
  sigwait(&ending_signals, &signal);
  spdlog::info("ending: answering what is under way");
  server->reset();
  database->reset();
  spdlog::info("ended");
  return EXIT_SUCCESS;
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Run the server");
  auto flags = std::make_shared<ServeFlags>();
  command->add_option("--data", flags->data, "Directory of the data; made if it does not exist");
  command->add_flag("--ephemeral", flags->ephemeral, "Keep nothing");
  command->add_option("--listen", flags->listen, "HOST:PORT; port 0 picks one and prints it")
      ->capture_default_str();
  command
      ->add_option(
          "--durability", flags->durability,
          "synced: on the disk before every answer; relaxed: within 100 ms, for test suites")
      ->check(CLI::IsMember({"synced", "relaxed"}))
      ->capture_default_str();
  command->add_option("--account-id", flags->database.account_id, "Names ARNs only")
      ->capture_default_str();
  command->add_option("--region", flags->database.region, "Names ARNs only")->capture_default_str();
  command->add_flag("--allow-anonymous", flags->allow_anonymous,
                    "Listen where others can reach it, and let everybody in");
  command->add_flag("--trust-clock", flags->database.trust_clock,
                    "The wall clock is right, although it stepped: go on expiring history");
  command->callback([flags, &exit_code] { exit_code = serve(*flags); });
}

}  // namespace quondam::ops
