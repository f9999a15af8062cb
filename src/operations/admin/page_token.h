// NextToken of the admin API: what a page has to know of the one before it. Opaque to clients.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quondam::operations {

std::string encode_page_token(const std::vector<std::uint64_t>& numbers);
// nullopt for a token that is none, or has another count of numbers.
std::optional<std::vector<std::uint64_t>> decode_page_token(std::string_view token,
                                                            std::size_t count);

}  // namespace quondam::operations
