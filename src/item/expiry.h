// When an item has expired (developer guide: "Using time to live (TTL) in DynamoDB").
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace quondam::item {

// Whether the stored item has expired at `now_us`. A fraction of a second is cut off; what expired
// more than five years ago stays.
Result<bool> expired(std::string_view stored_item, const std::string& attribute, Micros now_us);

}  // namespace quondam::item
