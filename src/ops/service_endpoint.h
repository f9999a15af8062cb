// Where a service of AWS is: what somebody has configured in its place, or AWS's own endpoint in a
// region.
//
// Specification: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
#pragma once

#include <string>
#include <string_view>

#include "ops/failure.h"
#include "ops/profile.h"

namespace quondam::ops {

struct ConfiguredEndpoint {
  std::string url;  // empty: none is configured
  // For a message: "AWS_ENDPOINT_URL", "services local of ~/.aws/config".
  std::string source;
};

enum class EndpointOf {
  any_service,   // also what is configured for all of them
  this_service,  // only what is configured for it by name
};

// `service`: "dynamodb", "sts". The service's own variable, the one of all services, the profile's
// services section, the profile; none where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so.
ConfiguredEndpoint configured_endpoint(std::string_view service, const std::string& profile,
                                       const ProfileFiles& files, const Environment& environment,
                                       EndpointOf of = EndpointOf::any_service);

// "https://dynamodb.eu-central-1.amazonaws.com". A failure when it is no name of a region.
Outcome<std::string> aws_endpoint(std::string_view service, const std::string& region);

}  // namespace quondam::ops
