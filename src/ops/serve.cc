#include "ops/serve.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/credentials_file.h"
#include "base/thread_priority.h"
#include "export/s3_store.h"
#include "operations/database.h"
#include "ops/command.h"
#include "ops/connection_settings.h"
#include "ops/log_format.h"
#include "ops/serve_flags.h"
#include "ops/version.h"
#include "server/access_policy.h"
#include "server/http_server.h"
#include "server/metrics.h"
#include "server/tls.h"

namespace quondam::ops {
namespace {

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

// An origin is what browsers send: scheme, host and port, without a path.
Result<void> check_origins(const std::vector<std::string>& origins) {
  for (const std::string& origin : origins) {
    if (origin == "*") continue;
    const std::size_t scheme = origin.find("://");
    const std::string_view host = scheme == std::string::npos
                                      ? std::string_view()
                                      : std::string_view(origin).substr(scheme + 3);
    if (scheme == 0 || host.empty() || host.find_first_of("/?#* ") != std::string_view::npos) {
      return fail(ErrorCode::validation,
                  fmt::format("--cors-origin {}: expected an origin as browsers send it, such as "
                              "https://console.example:8443, or *",
                              origin));
    }
  }
  return {};
}

// What the files that the flags name say. Null for a flag that is not there.
struct AccessFiles {
  std::shared_ptr<const server::AccessKeys> keys;
  std::shared_ptr<server::Stream::Context> tls;
};

Result<AccessFiles> read_access_files(const ServeFlags& flags) {
  AccessFiles files;
  if (!flags.credentials.empty()) {
    QUONDAM_ASSIGN(auto keys, read_credentials_file(flags.credentials));
    files.keys = std::make_shared<const server::AccessKeys>(std::move(keys));
  }
  if (!flags.tls_certificate.empty()) {
    QUONDAM_ASSIGN(files.tls, server::load_tls(flags.tls_certificate, flags.tls_key));
  }
  return files;
}

// The key for the S3 endpoint: of the file that a flag names, else of the environment, as AWS's
// tools have it.
Result<AccessKey> s3_key(const ServeFlags& flags) {
  if (!flags.s3_credentials.empty()) {
    QUONDAM_ASSIGN(const std::vector<AccessKey> keys, read_credentials_file(flags.s3_credentials));
    if (keys.size() == 1) return keys.front();
    return fail(ErrorCode::validation,
                fmt::format("--s3-credentials {}: expected one key, there are {}",
                            flags.s3_credentials, keys.size()));
  }
  const Environment environment = process_environment();
  AccessKey key{"", environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                environment("AWS_SESSION_TOKEN")};
  if (key.id.empty() || key.secret.empty()) {
    return fail(ErrorCode::validation,
                "--s3-endpoint needs a key: --s3-credentials FILE, or AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY");
  }
  return key;
}

// Where the buckets are, unless they are folders.
Result<void> read_s3(const ServeFlags& flags, operations::DatabaseOptions& database) {
  if (flags.s3_endpoint.empty()) return {};
  QUONDAM_ASSIGN(AccessKey key, s3_key(flags));
  database.s3 = exporting::S3Settings{flags.s3_endpoint,
                                      flags.s3_region.empty() ? database.region : flags.s3_region,
                                      std::move(key)};
  return {};
}

// The operator has changed a file. All of them count, or none: a mistake in one leaves everything
// as it is.
void reload(const ServeFlags& flags, server::HttpServer& server) {
  const auto files = read_access_files(flags);
  if (!files) {
    spdlog::error("nothing was reloaded, what was loaded before stays: {}", files.error().message);
    return;
  }
  if (files->keys) server.replace_keys(files->keys);
  if (files->tls) server.replace_tls(files->tls);
  spdlog::info("reloaded{}{}",
               files->keys
                   ? fmt::format(": {} access keys of {}", files->keys->size(), flags.credentials)
                   : "",
               files->tls ? fmt::format(": certificate {}", flags.tls_certificate) : "");
}

// SIGINT and SIGTERM end the server in order, SIGHUP has it read its files anew. Blocked before any
// thread starts, so that only wait_for_end gets them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void wait_for_end(const sigset_t& signals, const ServeFlags& flags, server::HttpServer& server) {
  // A server that has nothing to read anew ends like any program whose terminal is closed.
  const bool reloads = !flags.credentials.empty() || !flags.tls_certificate.empty();
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP || !reloads) return;
    reload(flags, server);
  }
}

std::string access_text(const ServeFlags& flags, const AccessFiles& files) {
  if (files.keys)
    return fmt::format("requests signed with one of the {} access keys in {}", files.keys->size(),
                       flags.credentials);
  return flags.allow_anonymous ? "anybody who can reach the address (--allow-anonymous)"
                               : "this machine only; no credentials are checked";
}

// What a client has to be told before its first command.
std::string environment_text(const ServeFlags& flags, const AccessFiles& files,
                             std::string_view url) {
  std::string text = fmt::format("AWS_ENDPOINT_URL={}", url);
  text += files.keys ? fmt::format(
                           " AWS_SHARED_CREDENTIALS_FILE={}",
                           std::filesystem::absolute(flags.credentials).lexically_normal().string())
                     : std::string(" AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=secret");
  return text + fmt::format(" AWS_DEFAULT_REGION={}", flags.database.region);
}

void print_welcome(const ServeFlags& flags, const AccessFiles& files,
                   const server::HttpServer& server) {
  const std::string url = fmt::format("{}://{}", files.tls ? "https" : "http", server.address());
  const std::string where = flags.ephemeral
                                ? "nowhere: everything is gone when the server ends (--ephemeral)"
                                : std::filesystem::absolute(flags.data).lexically_normal().string();
  const std::string_view durability =
      flags.ephemeral
          ? "none"
          : (flags.database.synced ? "synced: on the disk before every answer"
                                   : "relaxed: on the disk within 100 ms, for test suites only");
  fmt::print(
      "Quondam {} is listening on {}\n"
      "\n"
      "  data        {}\n"
      "  durability  {}\n"
      "  access      {}\n"
      "\n"
      "Try, in another terminal{}:\n"
      "\n"
      "  export {}\n"
      "  aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST \\\n"
      "      --attribute-definitions AttributeName=id,AttributeType=S --key-schema "
      "AttributeName=id,KeyType=HASH\n"
      "  aws dynamodb update-continuous-backups --table-name orders \\\n"
      "      --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true\n"
      "  aws dynamodb list-tables\n"
      "\n"
      "Ctrl-C ends the server.\n",
      kVersion, url, where, durability, access_text(flags, files),
      files.keys ? "" : " (any credentials will do)", environment_text(flags, files, url));
  std::fflush(stdout);
}

// What is allowed, and may not be what was meant.
void warn_of_openness(const ServeFlags& flags, const AccessFiles& files,
                      const server::HttpServer& server) {
  if (!files.tls && !server::is_loopback_host(server.address())) {
    spdlog::warn(
        "requests and answers pass the network unencrypted; --tls-cert and --tls-key change that");
  }
  const bool any_origin = std::find(flags.cors_origins.begin(), flags.cors_origins.end(), "*") !=
                          flags.cors_origins.end();
  if (any_origin && !files.keys) {
    spdlog::warn(
        "--cors-origin * without --credentials: every page that a browser here opens can read and "
        "write everything");
  }
}

int serve(ServeFlags flags) {
  if (flags.ephemeral == !flags.data.empty())
    return fail_with("say either --data DIR or --ephemeral");
  server::HttpServerOptions http;
  http.allow_anonymous = flags.allow_anonymous;
  if (const auto read = read_listen(flags.listen, http); !read)
    return fail_with(read.error().message);
  if (!flags.credentials.empty() && flags.allow_anonymous)
    return fail_with("--credentials and --allow-anonymous contradict each other: say one of them");
  if (flags.tls_certificate.empty() != flags.tls_key.empty())
    return fail_with("say both --tls-cert FILE and --tls-key FILE, or neither");
  if (const auto checked = check_origins(flags.cors_origins); !checked)
    return fail_with(checked.error().message);
  const auto files = read_access_files(flags);
  if (!files) return fail_with(files.error().message);
  http.keys = files->keys;
  http.tls = files->tls;
  http.cors_origins = flags.cors_origins;
  if (const auto read = read_s3(flags, flags.database); !read)
    return fail_with(read.error().message);
  ask_for_short_turns();
  flags.database.directory = flags.data;
  flags.database.synced = flags.durability == "synced";

  const sigset_t signals = block_signals();
  set_up_logging(flags.log_format, flags.log_level);
  auto database = operations::Database::open(flags.database);
  if (!database) return fail_with(database.error().message);
  std::unique_ptr<server::Metrics> metrics;
  if (!flags.metrics_listen.empty()) {
    auto started = server::Metrics::start(**database, flags.metrics_listen);
    if (!started) return fail_with(started.error().message);
    metrics = *std::move(started);
    http.metrics = metrics.get();
    spdlog::info("metrics on port {}, /metrics", metrics->port());
  }
  auto server = server::HttpServer::start(**database, http);
  if (!server) return fail_with(server.error().message);
  spdlog::info("listening on {}, durability {}", (*server)->address(),
               flags.ephemeral ? "none (ephemeral)" : flags.durability);
  warn_of_openness(flags, *files, **server);
  print_welcome(flags, *files, **server);

  wait_for_end(signals, flags, **server);
  spdlog::info("ending: answering what is under way");
  server->reset();
  metrics.reset();
  database->reset();
  spdlog::info("ended");
  return EXIT_SUCCESS;
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Run the server");
  command->group(kServerGroup);
  auto flags = std::make_shared<ServeFlags>();
  add_serve_flags(*command, *flags);
  command->callback([command, flags, &exit_code] {
    read_config_file(*command, flags->config);
    exit_code = serve(*flags);
  });
}

}  // namespace quondam::ops
