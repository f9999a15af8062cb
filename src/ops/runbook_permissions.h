// What whoever follows a procedure must be allowed to do, and no more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quondam::ops {

// Operations by what they are done to; on AWS as IAM names actions. `procedure`: its id.
std::vector<std::string> permissions_of(std::string_view procedure, bool is_quondam);

}  // namespace quondam::ops
