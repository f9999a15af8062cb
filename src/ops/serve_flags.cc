#include "ops/serve_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace quondam::ops {
namespace {

// An empty value, of a variable that is not set for instance, must not mean that nobody is asked
// for a key.
std::string names_file(const std::string& value) {
  return value.empty() ? std::string("names no file") : std::string();
}

void add_storage(CLI::App& command, ServeFlags& flags) {
  constexpr char kGroup[] = "The data";
  command.add_option("--data", flags.data, "Directory of the data; made if it does not exist")
      ->group(kGroup);
  command.add_flag("--ephemeral", flags.ephemeral, "Keep nothing")->group(kGroup);
  command
      .add_option(
          "--durability", flags.durability,
          "synced: on the disk before every answer; relaxed: within 100 ms, for test suites")
      ->check(CLI::IsMember({"synced", "relaxed"}))
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_flag("--trust-clock", flags.database.trust_clock,
                "The wall clock is right, although it stepped: go on expiring history")
      ->group(kGroup);
}

void add_access(CLI::App& command, ServeFlags& flags) {
  constexpr char kGroup[] = "Who comes in";
  command.add_option("--listen", flags.listen, "HOST:PORT; port 0 picks one and prints it")
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_option("--credentials", flags.credentials,
                  "FILE of access keys, in the format of AWS's shared credentials file: only "
                  "requests signed with one of them are served. Read anew on SIGHUP")
      ->check(names_file)
      ->group(kGroup);
  command
      .add_flag("--allow-anonymous", flags.allow_anonymous,
                "Listen where others can reach it, and let everybody in")
      ->group(kGroup);
  command
      .add_option("--tls-cert", flags.tls_certificate,
                  "FILE with the certificate chain (PEM): serve https. Read anew on SIGHUP")
      ->check(names_file)
      ->group(kGroup);
  command.add_option("--tls-key", flags.tls_key, "FILE with the certificate's key (PEM)")
      ->check(names_file)
      ->group(kGroup);
  command
      .add_option("--cors-origin", flags.cors_origins,
                  "ORIGIN whose pages may use the server from a browser; once for each, or *")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(kGroup);
}

void add_buckets(CLI::App& command, ServeFlags& flags) {
  constexpr char kGroup[] = "Exports and imports";
  CLI::Option* root =
      command
          .add_option(
              "--s3-root", flags.database.s3_root,
              "DIR that holds the buckets of exports and imports: bucket b is the folder DIR/b")
          ->check(CLI::ExistingDirectory)
          ->group(kGroup);
  CLI::Option* endpoint = command
                              .add_option("--s3-endpoint", flags.s3_endpoint,
                                          "URL of the S3 that has the buckets, such as "
                                          "https://s3.eu-central-1.amazonaws.com")
                              ->check(names_file)
                              ->excludes(root)
                              ->group(kGroup);
  command.add_option("--s3-region", flags.s3_region, "Its region; else that of --region")
      ->needs(endpoint)
      ->group(kGroup);
  command
      .add_option("--s3-credentials", flags.s3_credentials,
                  "FILE with the one access key for it; else AWS_ACCESS_KEY_ID and its like")
      ->check(names_file)
      ->needs(endpoint)
      ->group(kGroup);
}

void add_likeness(CLI::App& command, ServeFlags& flags) {
  constexpr char kGroup[] = "How it looks to clients";
  command.add_option("--account-id", flags.database.account_id, "Names ARNs only")
      ->capture_default_str()
      ->group(kGroup);
  command.add_option("--region", flags.database.region, "Names ARNs only")
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_flag("--as-aws", flags.database.as_aws,
                "Let statuses last, and restorable times lag, as they do on AWS")
      ->group(kGroup);
  command
      .add_flag("--test-clock", flags.database.test_clock,
                "Let the admin API move the clock forward, to see in a test what time brings")
      ->group(kGroup);
}

void add_watching(CLI::App& command, ServeFlags& flags) {
  constexpr char kGroup[] = "Watching it";
  command
      .add_option("--metrics-listen", flags.metrics_listen,
                  "HOST:PORT of /metrics, for Prometheus; it names tables and asks for no "
                  "credentials. Port 0 picks one and logs it")
      ->check(names_file)
      ->group(kGroup);
  command.add_option("--log-format", flags.log_format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_option("--log-level", flags.log_level,
                  "From here on is logged; debug has a line for every request")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str()
      ->group(kGroup);
}

std::string variable_of(const CLI::Option& option) {
  std::string name = "QUONDAM_" + option.get_lnames().front();
  for (char& c : name) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

}  // namespace

void add_serve_flags(CLI::App& command, ServeFlags& flags) {
  command
      .add_option("--config", flags.config,
                  "FILE that says what is not said here: listen = \"127.0.0.1:8000\"")
      ->check(names_file);
  add_storage(command, flags);
  add_access(command, flags);
  add_buckets(command, flags);
  add_likeness(command, flags);
  add_watching(command, flags);
  for (CLI::Option* option : command.get_options()) {
    if (option != command.get_help_ptr()) option->envname(variable_of(*option));
  }
}

void read_config_file(CLI::App& command, const std::string& path) {
  if (path.empty()) return;
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_file(path)) {
    if (item.name == "++" || item.name == "--") continue;  // the library's marks of sections
    CLI::Option* option = command.get_option_no_throw("--" + item.name);
    if (!item.parents.empty() || option == nullptr || item.name == "config" ||
        item.name == "help") {
      throw CLI::ConfigError(
          fmt::format("{}: there is no setting '{}'; docs/configuration.md lists "
                      "them",
                      path, item.fullname()));
    }
    if (option->count() > 0) continue;
    option->add_result(item.inputs);
    option->run_callback();
  }
}

}  // namespace quondam::ops
