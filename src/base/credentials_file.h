// Access keys, in the format of AWS's shared credentials file:
//
//     [profile]
//     aws_access_key_id = AKID...
//     aws_secret_access_key = ...
//     aws_session_token = ...         (optional)
//
// Lines that begin with # or ; are comments. Other settings of a profile are not looked at, and
// neither are profiles without a key (those that name a role, for instance).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quondam {

struct AccessKey {
  std::string profile;
  std::string id;
  std::string secret;
  std::string session_token;  // empty: none
};

// Errors name the line. Every key id stands once; there is at least one key.
Result<std::vector<AccessKey>> parse_credentials(std::string_view text);

// ErrorCode::validation, with what to do, also when others may read the file
// (base/private_file.h).
Result<std::vector<AccessKey>> read_credentials_file(const std::string& path);

}  // namespace quondam
