#include "ops/connection_settings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <initializer_list>

#include "ops/shared_config.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kDefaultEndpoint = "http://127.0.0.1:8000";
constexpr std::string_view kDefaultRegion = "us-east-1";

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

// A profile of the two files, with what they call it.
struct Profile {
  std::string name;
  bool named = false;  // by --profile or AWS_PROFILE: then it must exist
  SharedConfig config;
  SharedConfig credentials;
  std::string config_path;
  std::string credentials_path;

  [[nodiscard]] std::string config_section() const {
    // Both spellings of the default profile are in use.
    if (name == "default" && !config.has("profile default")) return name;
    return "profile " + name;
  }
  [[nodiscard]] std::string setting(std::string_view setting_name) const {
    return config.value(config_section(), setting_name);
  }
  // Keys may stand in either file; the credentials file wins.
  [[nodiscard]] std::string credential(std::string_view setting_name) const {
    return first_of({credentials.value(name, setting_name), setting(setting_name)});
  }
};

Outcome<Profile> read_profile(const ConnectionFlags& flags, const Environment& environment) {
  const auto path = [&](const char* variable, std::string_view file) {
    std::string given = environment(variable);
    const std::string home = environment("HOME");
    if (given.starts_with("~/")) given = home + given.substr(1);
    if (!given.empty() || home.empty()) return given;
    return fmt::format("{}/.aws/{}", home, file);
  };
  Profile profile;
  profile.name = first_of({flags.profile, environment("AWS_PROFILE")});
  profile.named = !profile.name.empty();
  if (!profile.named) profile.name = "default";
  profile.config_path = path("AWS_CONFIG_FILE", "config");
  profile.credentials_path = path("AWS_SHARED_CREDENTIALS_FILE", "credentials");
  QUONDAM_ASSIGN(profile.config, SharedConfig::read(profile.config_path));
  QUONDAM_ASSIGN(profile.credentials, SharedConfig::read(profile.credentials_path));
  if (profile.named && !profile.config.has(profile.config_section()) &&
      !profile.credentials.has(profile.name)) {
    return failed(fmt::format("there is no profile '{}' in {} or {}", profile.name,
                              profile.config_path, profile.credentials_path),
                  "Name one that is there with --profile or AWS_PROFILE.");
  }
  return profile;
}

Outcome<void> find_endpoint(const ConnectionFlags& flags, const Environment& environment,
                            const Profile& profile, ConnectionSettings& settings) {
  const bool configured = environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") != "true" &&
                          profile.setting("ignore_configured_endpoint_urls") != "true";
  const auto of_profile = [&](std::string_view section, std::string_view name) {
    return configured ? profile.config.value(section, name) : std::string();
  };
  const auto of_environment = [&](const char* name) {
    return configured ? environment(name) : std::string();
  };
  const std::string services = profile.setting("services");
  const struct {
    std::string source;
    std::string url;
  } candidates[] = {
      {"--endpoint-url", flags.endpoint_url},
      {"AWS_ENDPOINT_URL_DYNAMODB", of_environment("AWS_ENDPOINT_URL_DYNAMODB")},
      {"AWS_ENDPOINT_URL", of_environment("AWS_ENDPOINT_URL")},
      {fmt::format("services {} of {}", services, profile.config_path),
       services.empty() ? "" : of_profile("services " + services, "dynamodb.endpoint_url")},
      {fmt::format("profile {} of {}", profile.name, profile.config_path),
       of_profile(profile.config_section(), "endpoint_url")},
      {"the default", std::string(kDefaultEndpoint)},
  };
  for (const auto& [source, url] : candidates) {
    if (url.empty()) continue;
    auto parsed = parse_url(url);
    if (!parsed) {
      return wrong_usage(fmt::format("{} ({})", parsed.error().message, source));
    }
    settings.endpoint = *std::move(parsed);
    settings.endpoint_source = source;
    return {};
  }
  return {};
}

Outcome<void> find_credentials(const ConnectionFlags& flags, const Environment& environment,
                               const Profile& profile, ConnectionSettings& settings) {
  // A profile on the command line means its keys, whatever the environment holds.
  if (flags.profile.empty()) {
    settings.key_id = environment("AWS_ACCESS_KEY_ID");
    settings.secret = environment("AWS_SECRET_ACCESS_KEY");
    settings.session_token = environment("AWS_SESSION_TOKEN");
    if (settings.key_id.empty() != settings.secret.empty()) {
      return failed(
          fmt::format("the environment has {} without {}",
                      settings.key_id.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
                      settings.key_id.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"),
          "Set both, or neither.");
    }
    if (!settings.key_id.empty()) return {};
  }
  settings.key_id = profile.credential("aws_access_key_id");
  settings.secret = profile.credential("aws_secret_access_key");
  settings.session_token = profile.credential("aws_session_token");
  if (!settings.key_id.empty() && !settings.secret.empty()) return {};
  if (settings.endpoint.loopback && flags.profile.empty()) {
    // A server without credentials accepts every signature; one that has some says so.
    settings.key_id = settings.secret = "quondam";
    settings.session_token.clear();
    return {};
  }
  if (profile.named) {
    return failed(fmt::format("profile '{}' has no access key and secret", profile.name),
                  "Roles, SSO and credential_process are for `aws configure export-credentials "
                  "--format env`, whose output these commands understand.");
  }
  return failed(fmt::format("there are no credentials for {}", settings.endpoint.text),
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of "
                "~/.aws/credentials with --profile.");
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
}

Outcome<ConnectionSettings> resolve_connection(const ConnectionFlags& flags,
                                               const Environment& environment) {
  QUONDAM_ASSIGN(const Profile profile, read_profile(flags, environment));
  ConnectionSettings settings;
  QUONDAM_TRY(find_endpoint(flags, environment, profile, settings));
  QUONDAM_TRY(find_credentials(flags, environment, profile, settings));
  settings.region =
      first_of({flags.region, environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"),
                profile.setting("region"), std::string(kDefaultRegion)});
  settings.ca_bundle = first_of({environment("AWS_CA_BUNDLE"), profile.setting("ca_bundle")});
  return settings;
}

}  // namespace quondam::ops
