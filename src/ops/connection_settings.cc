#include "ops/connection_settings.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <initializer_list>

#include "ops/credential_chain.h"
#include "ops/service_endpoint.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kDefaultEndpoint = "http://127.0.0.1:8000";
constexpr std::string_view kDefaultRegion = "us-east-1";

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

// What everything else is looked up by.
struct Lookup {
  const ConnectionFlags& flags;
  const Environment& environment;
  ProfileFiles files;
  std::string profile;
  bool named = false;  // the profile, on the command line or by a variable: then it must exist
};

Outcome<Lookup> begin_lookup(const ConnectionFlags& flags, const Environment& environment) {
  Lookup lookup{.flags = flags, .environment = environment, .files = {}, .profile = {}};
  QUONDAM_ASSIGN(lookup.files, ProfileFiles::read(environment));
  lookup.profile =
      first_of({flags.profile, environment("AWS_PROFILE"), environment("AWS_DEFAULT_PROFILE")});
  lookup.named = !lookup.profile.empty();
  if (!lookup.named) lookup.profile = "default";
  if (lookup.named && !lookup.files.has(lookup.profile)) {
    return failed(fmt::format("there is no profile '{}' in {} or {}", lookup.profile,
                              lookup.files.config_path(), lookup.files.credentials_path()),
                  "Name one that is there with --profile or AWS_PROFILE.");
  }
  return lookup;
}

// Empty when nobody says.
std::string region_of(const Lookup& lookup) {
  return first_of({lookup.flags.region, lookup.environment("AWS_REGION"),
                   lookup.environment("AWS_DEFAULT_REGION"),
                   lookup.files.either(lookup.profile, "region")});
}

Outcome<ConfiguredEndpoint> choose_endpoint(const Lookup& lookup) {
  if (lookup.flags.aws && !lookup.flags.endpoint_url.empty())
    return wrong_usage("--aws and --endpoint-url name two servers", "Give one of them.");
  if (!lookup.flags.endpoint_url.empty())
    return ConfiguredEndpoint{lookup.flags.endpoint_url, "--endpoint-url"};
  if (lookup.flags.aws) {
    const std::string region = region_of(lookup);
    if (region.empty()) {
      return wrong_usage("--aws needs a region",
                         "Name one with --region, AWS_REGION, or the profile's region.");
    }
    QUONDAM_ASSIGN(std::string url, aws_endpoint("dynamodb", region));
    return ConfiguredEndpoint{std::move(url), "--aws"};
  }
  ConfiguredEndpoint configured =
      configured_endpoint("dynamodb", lookup.profile, lookup.files, lookup.environment);
  if (!configured.url.empty()) return configured;
  return ConfiguredEndpoint{std::string(kDefaultEndpoint), "the default"};
}

Outcome<Url> parse_endpoint(const ConfiguredEndpoint& endpoint) {
  auto parsed = parse_url(endpoint.url);
  if (parsed) return parsed;
  return wrong_usage(fmt::format("{} ({})", parsed.error().message, endpoint.source));
}

Outcome<TokenService> find_token_service(const Lookup& lookup, const ConnectionSettings& settings) {
  // --aws is AWS's own: what is meant for all services, a Quondam perhaps, is no token service
  // then.
  ConfiguredEndpoint endpoint =
      configured_endpoint("sts", lookup.profile, lookup.files, lookup.environment,
                          lookup.flags.aws ? EndpointOf::this_service : EndpointOf::any_service);
  if (endpoint.url.empty()) {
    QUONDAM_ASSIGN(endpoint.url, aws_endpoint("sts", settings.region));
    endpoint.source = "the region";
  }
  QUONDAM_ASSIGN(Url url, parse_endpoint(endpoint));
  return TokenService{std::move(url), settings.region, settings.ca_bundle};
}

tl::unexpected<Failure> no_credentials(const Lookup& lookup, const ConnectionSettings& settings) {
  if (lookup.named) {
    return failed(fmt::format("profile '{}' has no credentials", lookup.profile),
                  "Give it aws_access_key_id and aws_secret_access_key, role_arn, or "
                  "credential_process.");
  }
  return failed(fmt::format("there are no credentials for {}", settings.endpoint.text),
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of "
                "~/.aws/credentials with --profile.");
}

Outcome<void> find_credentials(const Lookup& lookup, ConnectionSettings& settings) {
  CredentialChain::Search search{
      .profile = lookup.profile,
      .named_on_command_line = !lookup.flags.profile.empty(),
      .instance_allowed = !settings.endpoint.loopback,
      .optional = settings.endpoint.loopback && lookup.flags.profile.empty(),
      .token_service = [&] { return find_token_service(lookup, settings); }};
  QUONDAM_ASSIGN(settings.credentials,
                 CredentialChain(std::move(search), lookup.files, lookup.environment).find());
  if (settings.credentials) return {};
  if (settings.endpoint.loopback && lookup.flags.profile.empty()) {
    // A server without credentials accepts every signature; one that has some says so.
    settings.credentials = std::make_shared<KeptCredentials>(Credentials{"quondam", "quondam"});
    return {};
  }
  return no_credentials(lookup, settings);
}

Outcome<int> find_max_attempts(const Lookup& lookup) {
  const std::string text = first_of({lookup.environment("AWS_MAX_ATTEMPTS"),
                                     lookup.files.either(lookup.profile, "max_attempts")});
  if (text.empty()) return kUsualAttempts;
  int attempts = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), attempts);
  if (error == std::errc() && end == text.data() + text.size() && attempts >= 1) return attempts;
  return failed(fmt::format("'{}' is no number of attempts", text),
                "Set AWS_MAX_ATTEMPTS, or the profile's max_attempts, to 1 or more.");
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
  QUONDAM_ASSIGN(const Lookup lookup, begin_lookup(flags, environment));
  ConnectionSettings settings;
  QUONDAM_ASSIGN(const ConfiguredEndpoint endpoint, choose_endpoint(lookup));
  QUONDAM_ASSIGN(settings.endpoint, parse_endpoint(endpoint));
  settings.endpoint_source = endpoint.source;
  settings.region = first_of({region_of(lookup), std::string(kDefaultRegion)});
  settings.ca_bundle =
      first_of({environment("AWS_CA_BUNDLE"), lookup.files.either(lookup.profile, "ca_bundle")});
  QUONDAM_ASSIGN(settings.max_attempts, find_max_attempts(lookup));
  QUONDAM_TRY(find_credentials(lookup, settings));
  return settings;
}

}  // namespace quondam::ops
