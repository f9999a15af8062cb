// Which server a command speaks to, and as whom: found as AWS's own tools find it, so that whoever
// has set up one of them has set up these commands. Two differences: without any endpoint it is a
// Quondam server on this machine (never AWS by accident), and such a server needs no credentials.
//
// Specification: AWS SDKs and Tools Reference Guide, "Service-specific endpoints", "Standardized
// credential providers", "AWS Region", "Retry behavior".
#pragma once

#include <memory>
#include <string>

#include "ops/credentials.h"
#include "ops/failure.h"
#include "ops/profile.h"
#include "ops/retry_policy.h"
#include "ops/url.h"

namespace quondam::ops {

// What stands on the command line; empty: not given.
struct ConnectionFlags {
  std::string endpoint_url = {};
  bool aws = false;  // DynamoDB of AWS itself, whatever is configured
  std::string profile = {};
  std::string region = {};
};

struct ConnectionSettings {
  Url endpoint;
  // Where the endpoint comes from, for a message: "--endpoint-url", "AWS_ENDPOINT_URL", ...
  std::string endpoint_source;
  std::string region;
  std::shared_ptr<KeptCredentials> credentials;
  std::string ca_bundle;              // a file of certificates to trust; empty: the system's
  int max_attempts = kUsualAttempts;  // of a request, the first one included
};

// Of this process.
Environment process_environment();

// May ask the services that lend credentials.
Outcome<ConnectionSettings> resolve_connection(const ConnectionFlags& flags,
                                               const Environment& environment);

}  // namespace quondam::ops
