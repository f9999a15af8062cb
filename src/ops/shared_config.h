// The two files that AWS's tools share (~/.aws/config and ~/.aws/credentials), as far as the
// commands need them. Lenient, as AWS's tools are: a line that means nothing is skipped, because
// other tools keep their own settings here. (base/credentials_file.h is the strict reader, for the
// server.)
//
//     [default]
//     region = eu-central-1
//     [profile shop]
//     services = local
//     [services local]
//     dynamodb =
//       endpoint_url = http://127.0.0.1:8000
//
// Specification: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ops/failure.h"

namespace quondam::ops {

class SharedConfig {
 public:
  static SharedConfig parse(std::string_view text);
  // A file that is not there is empty.
  static Outcome<SharedConfig> read(const std::string& path);

  // `section`: "default", "profile shop", "services local". A nested setting is named
  // "dynamodb.endpoint_url". Empty when it is not there.
  [[nodiscard]] std::string value(std::string_view section, std::string_view name) const;
  [[nodiscard]] bool has(std::string_view section) const;

 private:
  using Settings = std::map<std::string, std::string, std::less<>>;
  std::map<std::string, Settings, std::less<>> sections_;
};

}  // namespace quondam::ops
