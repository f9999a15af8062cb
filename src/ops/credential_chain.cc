#include "ops/credential_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ops/container_credentials.h"
#include "ops/credential_process.h"
#include "ops/instance_credentials.h"

namespace quondam::ops {
namespace {

using Found = CredentialChain::Found;

std::string first_of(std::string one, std::string other) {
  return one.empty() ? std::move(other) : std::move(one);
}

// Those that `fetch` answers now, and again when they are about to expire.
Outcome<Found> kept(const FetchCredentials& fetch) {
  QUONDAM_ASSIGN(Credentials first, fetch());
  return std::make_shared<KeptCredentials>(std::move(first), fetch);
}

// Of one file's values, or nothing. `where` is for a message.
Outcome<Found> static_keys(Credentials keys, const std::string& where) {
  if (keys.key_id.empty()) return Found();
  if (keys.secret.empty()) {
    return failed(fmt::format("{} has aws_access_key_id without aws_secret_access_key", where),
                  "Write both there, or neither.");
  }
  return std::make_shared<KeptCredentials>(std::move(keys));
}

Outcome<Credentials> read_environment(const Environment& environment) {
  Credentials found{environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                    first_of(environment("AWS_SECURITY_TOKEN"), environment("AWS_SESSION_TOKEN"))};
  if (found.key_id.empty() != found.secret.empty()) {
    return failed(fmt::format("the environment has {} without {}",
                              found.key_id.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
                              found.key_id.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"),
                  "Set both, or neither.");
  }
  const std::string expiration = environment("AWS_CREDENTIAL_EXPIRATION");
  if (!found.key_id.empty() && !expiration.empty()) {
    QUONDAM_ASSIGN(found.expires_us, parse_expiration(expiration, "AWS_CREDENTIAL_EXPIRATION"));
  }
  return found;
}

}  // namespace

Outcome<Found> CredentialChain::find() {
  Outcome<Found> found;
  if (!search_.named_on_command_line) {
    found = of_environment();
    if (!found || *found) return found;
  }
  visited_ = {search_.profile};
  if (names_role(search_.profile)) return of_role(search_.profile);
  found = of_profile(search_.profile, !search_.named_on_command_line);
  if (!found || *found) return found;
  found = of_container();
  if (!found || *found) return found;
  if (search_.instance_allowed) return of_instance();
  return Found();
}

Outcome<Found> CredentialChain::of_environment() const {
  QUONDAM_ASSIGN(Credentials first, read_environment(environment_));
  if (first.key_id.empty()) return Found();
  return std::make_shared<KeptCredentials>(
      std::move(first), [environment = environment_] { return read_environment(environment); });
}

bool CredentialChain::names_role(const std::string& profile) const {
  return !files_.either(profile, "role_arn").empty() &&
         files_.either(profile, "web_identity_token_file").empty();
}

bool CredentialChain::has_keys(const std::string& profile) const {
  return !files_.either(profile, "aws_access_key_id").empty() ||
         !files_.either(profile, "aws_secret_access_key").empty();
}

Outcome<Found> CredentialChain::of_role(const std::string& profile) {
  QUONDAM_ASSIGN(const Found source, source_of_role(profile));
  const Role role{.arn = files_.either(profile, "role_arn"),
                  .session_name = files_.either(profile, "role_session_name"),
                  .external_id = files_.either(profile, "external_id"),
                  .duration_seconds = files_.either(profile, "duration_seconds"),
                  .mfa_serial = files_.either(profile, "mfa_serial")};
  QUONDAM_ASSIGN(const TokenService service, search_.token_service());
  const auto asked = std::make_shared<bool>(false);
  return kept([service, role, source, asked]() -> Outcome<Credentials> {
    // As botocore: nobody is asked for another code in the middle of a command.
    if (!role.mfa_serial.empty() && std::exchange(*asked, true)) {
      return failed(fmt::format("the credentials of {} end, and need another code", role.arn),
                    "Give the role a longer duration_seconds, or run the command with what `aws "
                    "configure export-credentials --format env` prints.");
    }
    QUONDAM_ASSIGN(const Credentials signer, source->current());
    return assume_role(service, role, signer);
  });
}

Outcome<Found> CredentialChain::source_of_role(const std::string& profile) {
  const std::string source_profile = files_.either(profile, "source_profile");
  const std::string named_source = files_.either(profile, "credential_source");
  if (source_profile.empty() == named_source.empty()) {
    return failed(fmt::format("profile '{}' has role_arn with {} source_profile {} "
                              "credential_source",
                              profile, source_profile.empty() ? "neither" : "both",
                              source_profile.empty() ? "nor" : "and"),
                  "Write one of them beside it: who is to ask for the role.");
  }
  if (!named_source.empty()) return of_named_source(profile, named_source);
  if (!files_.has(source_profile)) {
    return failed(fmt::format("there is no profile '{}', the source_profile of '{}'",
                              source_profile, profile),
                  "Name one that is there.");
  }
  // A profile may have the keys that its own role is asked for with.
  const bool itself = source_profile == profile && has_keys(profile);
  if (!itself && std::ranges::find(visited_, source_profile) != visited_.end()) {
    return failed(fmt::format("the source profiles of '{}' go round in a circle: {}",
                              visited_.front(), fmt::join(visited_, ", ")),
                  "Let the last of them have keys.");
  }
  visited_.push_back(source_profile);
  if (names_role(source_profile) && !has_keys(source_profile)) return of_role(source_profile);
  auto found = of_profile(source_profile, false);
  if (found && !*found) {
    return failed(fmt::format("profile '{}', the source_profile of '{}', has no credentials",
                              source_profile, profile),
                  "Give it keys, a credential_process, or a role.");
  }
  return found;
}

Outcome<Found> CredentialChain::of_named_source(const std::string& profile,
                                                const std::string& source) const {
  Outcome<Found> found;
  if (source == "Environment") {
    found = of_environment();
  } else if (source == "EcsContainer") {
    found = of_container();
  } else if (source == "Ec2InstanceMetadata") {
    found = of_instance();
  } else {
    return failed(fmt::format("credential_source {} of profile '{}' is not known", source, profile),
                  "Write Environment, EcsContainer or Ec2InstanceMetadata.");
  }
  if (found && !*found) {
    return failed(
        fmt::format("there are no credentials in {}, the credential_source of profile '{}'", source,
                    profile),
        "Name another one, or a source_profile.");
  }
  return found;
}

Outcome<Found> CredentialChain::of_web_identity(const std::string& profile,
                                                bool with_environment) const {
  const auto setting = [&](const char* variable, const char* name) {
    return first_of(with_environment ? environment_(variable) : std::string(),
                    files_.either(profile, name));
  };
  const std::string token_file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (token_file.empty()) return Found();
  const Role role{.arn = setting("AWS_ROLE_ARN", "role_arn"),
                  .session_name = setting("AWS_ROLE_SESSION_NAME", "role_session_name")};
  if (role.arn.empty()) {
    return failed("there is a web identity token file, and no role to use it for",
                  "Set AWS_ROLE_ARN, or the profile's role_arn.");
  }
  QUONDAM_ASSIGN(const TokenService service, search_.token_service());
  return kept([service, role, token_file] {
    return assume_role_with_web_identity(service, role, token_file);
  });
}

Outcome<void> CredentialChain::refuse_browser(
    const std::string& profile, std::initializer_list<std::string_view> settings) const {
  const bool signs_in = std::ranges::any_of(
      settings, [&](std::string_view name) { return !files_.either(profile, name).empty(); });
  if (!signs_in || search_.optional) return {};
  return failed(fmt::format("profile '{}' signs in by a browser", profile),
                "`aws configure export-credentials --format env` prints what it has then; these "
                "commands understand that.");
}

Outcome<Found> CredentialChain::of_profile(const std::string& profile,
                                           bool with_environment) const {
  auto found = of_web_identity(profile, with_environment);
  if (!found || *found) return found;
  QUONDAM_TRY(refuse_browser(profile, {"sso_session", "sso_account_id", "sso_role_name"}));
  const auto keys = [&](auto&& value) {
    return Credentials{value("aws_access_key_id"), value("aws_secret_access_key"),
                       first_of(value("aws_security_token"), value("aws_session_token"))};
  };
  found = static_keys(keys([&](const char* name) { return files_.credential(profile, name); }),
                      fmt::format("profile '{}' of {}", profile, files_.credentials_path()));
  if (!found || *found) return found;
  QUONDAM_TRY(refuse_browser(profile, {"login_session"}));
  const std::string process = files_.either(profile, "credential_process");
  if (!process.empty()) return kept([process] { return fetch_process_credentials(process); });
  return static_keys(keys([&](const char* name) { return files_.setting(profile, name); }),
                     fmt::format("profile '{}' of {}", profile, files_.config_path()));
}

Outcome<Found> CredentialChain::of_container() const {
  if (!has_container_credentials(environment_)) return Found();
  return kept([environment = environment_] { return fetch_container_credentials(environment); });
}

Outcome<Found> CredentialChain::of_instance() const {
  const InstanceMetadata metadata = instance_metadata(search_.profile, files_, environment_);
  QUONDAM_ASSIGN(std::optional<Credentials> first,
                 fetch_instance_credentials(metadata, SystemClock()));
  if (!first) return Found();
  return std::make_shared<KeptCredentials>(*std::move(first), [metadata]() -> Outcome<Credentials> {
    QUONDAM_ASSIGN(std::optional<Credentials> again,
                   fetch_instance_credentials(metadata, SystemClock()));
    if (!again) {
      return failed(
          fmt::format("{} has no more credentials of the instance's role", metadata.endpoint),
          "See that the instance still has its role.");
    }
    return *std::move(again);
  });
}

}  // namespace quondam::ops
