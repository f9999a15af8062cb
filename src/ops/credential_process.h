// A program of the user's own that prints credentials: credential_process of a profile.
//
// Specification: AWS SDKs and Tools Reference Guide, "Process credential provider".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/credentials.h"

namespace quondam::ops {

// The words of a command line as a POSIX shell splits it; nothing in it is expanded. A failure when
// a quotation is not closed.
Outcome<std::vector<std::string>> split_command(std::string_view text);

// Runs it, without a shell, and reads what it prints: Version 1, AccessKeyId, SecretAccessKey, and
// if they are lent SessionToken and Expiration.
Outcome<Credentials> fetch_process_credentials(const std::string& command);

}  // namespace quondam::ops
