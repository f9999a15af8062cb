// Buckets of a real S3 endpoint: Amazon's, or one that speaks its protocol.
#pragma once

#include <memory>
#include <string>

#include "base/credentials_file.h"
#include "export/object_store.h"

namespace quondam::exporting {

struct S3Settings {
  // "https://s3.eu-central-1.amazonaws.com", "http://127.0.0.1:9000": scheme and authority. Buckets
  // stand in the path.
  std::string endpoint;
  std::string region;
  AccessKey key;
};

// Asks nobody yet. ErrorCode::validation, and what is expected, when the endpoint is not one.
Result<std::unique_ptr<ObjectStore>> open_s3_store(S3Settings settings);

}  // namespace quondam::exporting
