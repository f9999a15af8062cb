// The same for each of several tables, where a failure of one does not keep the others.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

// Exit code: kOk; what the failure says when all failed; kPartial when some did. `name`: the
// command's, for messages.
int for_each_table(std::string_view name, const std::vector<std::string>& tables,
                   const std::function<Outcome<void>(const std::string& table)>& run);

}  // namespace quondam::ops
