// Credentials of the role of a container (ECS, EKS's Pod Identity, Greengrass, CloudShell), from
// the address that the environment names.
//
// Specification: AWS SDKs and Tools Reference Guide, "Container credential provider".
#pragma once

#include <string>

#include "ops/credentials.h"
#include "ops/profile.h"

namespace quondam::ops {

// Whether the environment says that there are some: then nothing else is looked at any more.
bool has_container_credentials(const Environment& environment);

// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI before AWS_CONTAINER_CREDENTIALS_FULL_URI. The latter must
// be https, of this machine, or one of the addresses that ECS and EKS have for this: the answer and
// the token are secrets.
Outcome<std::string> container_credentials_url(const Environment& environment);

// Three attempts. The token, if there is one, is that of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
// read each time, or of AWS_CONTAINER_AUTHORIZATION_TOKEN.
Outcome<Credentials> fetch_container_credentials(const Environment& environment);

}  // namespace quondam::ops
