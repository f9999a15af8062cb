// The tags of a table.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// All pages of ListTagsOfResource.
Outcome<std::map<std::string, std::string>> read_table_tags(Client& client, std::string_view arn);

}  // namespace quondam::ops
