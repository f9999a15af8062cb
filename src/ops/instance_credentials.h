// Credentials of the role of an EC2 instance, from its metadata service.
//
// Specification: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; EC2 user guide,
// "Use the Instance Metadata Service to access instance metadata".
#pragma once

#include <optional>
#include <string>

#include "ops/credentials.h"
#include "ops/profile.h"

namespace quondam::ops {

struct InstanceMetadata {
  std::string endpoint;  // without a slash at its end
  int timeout_seconds = 1;
  int attempts = 1;
  bool disabled = false;
  bool needs_token = false;  // never as version 1 of the service was asked
};

// AWS_EC2_METADATA_DISABLED, AWS_EC2_METADATA_SERVICE_ENDPOINT,
// AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE, AWS_METADATA_SERVICE_TIMEOUT,
// AWS_METADATA_SERVICE_NUM_ATTEMPTS, AWS_EC2_METADATA_V1_DISABLED, and the profile's settings of
// the same names.
InstanceMetadata instance_metadata(const std::string& profile, const ProfileFiles& files,
                                   const Environment& environment);

// With a token (version 2); without where the service knows none. Nothing when there is no such
// service, or the instance has no role. Credentials that have nearly expired count as good for
// some minutes longer, as AWS wants it: the service may only be late with new ones.
Outcome<std::optional<Credentials>> fetch_instance_credentials(const InstanceMetadata& metadata,
                                                               const Clock& clock);

}  // namespace quondam::ops
