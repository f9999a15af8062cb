// The order in which credentials are looked for: AWS's (botocore's credential resolver). The first
// place that has some counts, and a place that should have some and fails ends the search.
//
//   1. the environment, unless a profile was named on the command line
//   2. a role that the profile names (role_arn with source_profile or credential_source)
//   3. a role and a web identity: AWS_WEB_IDENTITY_TOKEN_FILE, or the profile's
//   4. the profile's keys in the credentials file; but where the profile signs in by SSO or
//      `aws login`, it is that or nothing, and what that leaves in its caches is not read
//   5. the profile's credential_process
//   6. the profile's keys in the configuration file
//   7. the container's role
//   8. the instance's role; never asked for where the server is one of this machine
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ops/assume_role.h"
#include "ops/credentials.h"
#include "ops/profile.h"

namespace quondam::ops {

class CredentialChain {
 public:
  struct Search {
    std::string profile;
    bool named_on_command_line = false;  // the profile
    bool instance_allowed = false;
    // A server of this machine may want none: a profile that signs in by a browser is passed over.
    bool optional = false;
    // Asked only where there is a role.
    std::function<Outcome<TokenService>()> token_service;
  };

  CredentialChain(Search search, ProfileFiles files, Environment environment)
      : search_(std::move(search)),
        files_(std::move(files)),
        environment_(std::move(environment)) {}

  using Found = std::shared_ptr<KeptCredentials>;  // null: not there

  // Null when there are none anywhere.
  Outcome<Found> find();

 private:
  Outcome<Found> of_environment() const;
  Outcome<Found> of_role(const std::string& profile);
  Outcome<Found> source_of_role(const std::string& profile);
  Outcome<Found> of_named_source(const std::string& profile, const std::string& source) const;
  Outcome<Found> of_web_identity(const std::string& profile, bool with_environment) const;
  Outcome<Found> of_profile(const std::string& profile, bool with_environment) const;
  Outcome<Found> of_container() const;
  Outcome<Found> of_instance() const;

  [[nodiscard]] bool names_role(const std::string& profile) const;
  [[nodiscard]] bool has_keys(const std::string& profile) const;
  // Fails when the profile has one of these settings: it signs in by a browser.
  Outcome<void> refuse_browser(const std::string& profile,
                               std::initializer_list<std::string_view> settings) const;

  Search search_;
  ProfileFiles files_;
  Environment environment_;
  std::vector<std::string> visited_;  // profiles, on the way from role to role
};

}  // namespace quondam::ops
