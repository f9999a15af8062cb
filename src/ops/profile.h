// The profile of AWS's shared files that a command goes by, and the others beside it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ops/failure.h"
#include "ops/shared_config.h"

namespace quondam::ops {

// The value of a variable of the environment; empty when it is not set.
using Environment = std::function<std::string(const std::string& name)>;

class ProfileFiles {
 public:
  // Where AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE say, or below HOME.
  static Outcome<ProfileFiles> read(const Environment& environment);

  [[nodiscard]] bool has(const std::string& profile) const;
  // Of the configuration file.
  [[nodiscard]] std::string setting(const std::string& profile, std::string_view name) const;
  // Of the credentials file alone.
  [[nodiscard]] std::string credential(const std::string& profile, std::string_view name) const;
  // Settings may stand in either file; the credentials file wins.
  [[nodiscard]] std::string either(const std::string& profile, std::string_view name) const;
  // Of "[services NAME]": "dynamodb.endpoint_url".
  [[nodiscard]] std::string service_setting(const std::string& services,
                                            std::string_view name) const;

  [[nodiscard]] const std::string& config_path() const { return config_path_; }
  [[nodiscard]] const std::string& credentials_path() const { return credentials_path_; }

 private:
  [[nodiscard]] std::string section(const std::string& profile) const;

  SharedConfig config_;
  SharedConfig credentials_;
  std::string config_path_;
  std::string credentials_path_;
};

}  // namespace quondam::ops
