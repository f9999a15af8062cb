// Members of answers. An answer that lacks one, or has another type there, reads as the empty
// value: the commands show what there is, also of a server that is older or newer than they are.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace quondam::ops {

std::string_view text_of(simdjson::dom::element json, std::string_view name);
std::uint64_t count_of(simdjson::dom::element json, std::string_view name);
bool flag_of(simdjson::dom::element json, std::string_view name);
// DynamoDB's times: seconds since the epoch, with a fraction.
std::optional<Micros> time_of(simdjson::dom::element json, std::string_view name);
std::optional<simdjson::dom::element> member_of(simdjson::dom::element json, std::string_view name);
// No elements when there is no such array.
std::vector<simdjson::dom::element> array_of(simdjson::dom::element json, std::string_view name);

}  // namespace quondam::ops
