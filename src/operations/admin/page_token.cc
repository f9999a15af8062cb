#include "operations/admin/page_token.h"

#include "base/coding.h"
#include "base/json_writer.h"
#include "item/base64.h"

namespace quondam::operations {

std::string encode_page_token(const std::vector<std::uint64_t>& numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) append_u64(bytes, number);
  std::string token;
  append_base64(token, bytes);
  return token;
}

std::optional<std::vector<std::uint64_t>> decode_page_token(std::string_view token,
                                                            std::size_t count) {
  const auto bytes = item::decode_base64(token);
  if (!bytes || bytes->size() != count * sizeof(std::uint64_t)) return std::nullopt;
  Decoder decoder(*bytes);
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(*decoder.u64());
  return numbers;
}

}  // namespace quondam::operations
