// Credentials of a role, from AWS's Security Token Service.
//
// Specification: AWS STS API reference, AssumeRole and AssumeRoleWithWebIdentity; AWS SDKs and
// Tools Reference Guide, "Assume role credential provider".
#pragma once

#include <string>

#include "ops/credentials.h"
#include "ops/url.h"

namespace quondam::ops {

struct TokenService {
  Url endpoint;
  std::string region;
  std::string ca_bundle;  // empty: the system's
};

// What is empty is not sent.
struct Role {
  std::string arn;
  std::string session_name = {};  // empty: one of our own
  std::string external_id = {};
  std::string duration_seconds = {};
  std::string mfa_serial = {};  // whose code is asked for on the terminal
};

// Signed with the credentials of somebody who may have the role. Three attempts.
Outcome<Credentials> assume_role(const TokenService& service, const Role& role,
                                 const Credentials& source);

// Not signed: the token in the file says who it is.
Outcome<Credentials> assume_role_with_web_identity(const TokenService& service, const Role& role,
                                                   const std::string& token_file);

}  // namespace quondam::ops
