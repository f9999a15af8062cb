#include "ops/profile.h"

#include <fmt/format.h>

namespace quondam::ops {

Outcome<ProfileFiles> ProfileFiles::read(const Environment& environment) {
  const auto path = [&](const char* variable, std::string_view file) {
    std::string given = environment(variable);
    const std::string home = environment("HOME");
    if (given.starts_with("~/")) given = home + given.substr(1);
    if (!given.empty() || home.empty()) return given;
    return fmt::format("{}/.aws/{}", home, file);
  };
  ProfileFiles files;
  files.config_path_ = path("AWS_CONFIG_FILE", "config");
  files.credentials_path_ = path("AWS_SHARED_CREDENTIALS_FILE", "credentials");
  QUONDAM_ASSIGN(files.config_, SharedConfig::read(files.config_path_));
  QUONDAM_ASSIGN(files.credentials_, SharedConfig::read(files.credentials_path_));
  return files;
}

std::string ProfileFiles::section(const std::string& profile) const {
  // Both spellings of the default profile are in use.
  if (profile == "default" && !config_.has("profile default")) return profile;
  return "profile " + profile;
}

bool ProfileFiles::has(const std::string& profile) const {
  return config_.has(section(profile)) || credentials_.has(profile);
}

std::string ProfileFiles::setting(const std::string& profile, std::string_view name) const {
  return config_.value(section(profile), name);
}

std::string ProfileFiles::credential(const std::string& profile, std::string_view name) const {
  return credentials_.value(profile, name);
}

std::string ProfileFiles::either(const std::string& profile, std::string_view name) const {
  std::string found = credential(profile, name);
  return found.empty() ? setting(profile, name) : found;
}

std::string ProfileFiles::service_setting(const std::string& services,
                                          std::string_view name) const {
  return config_.value("services " + services, name);
}

}  // namespace quondam::ops
