// Tells somebody else's server: one POST of JSON.
#pragma once

#include <string>
#include <string_view>

#include "ops/failure.h"

namespace quondam::ops {

// Done when the answer's status is one of 200 to 299, within ten seconds; redirects are not
// followed. Not tried again here.
Outcome<void> post_json(const std::string& url, std::string_view json);

}  // namespace quondam::ops
