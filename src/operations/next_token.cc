#include "operations/next_token.h"

#include <xxhash.h>

#include "base/coding.h"
#include "base/json_writer.h"
#include "item/base64.h"

namespace quondam::operations {
namespace {

constexpr char kVersion = 1;

std::string digest(std::string_view identity) {
  const XXH128_hash_t hash = XXH3_128bits(identity.data(), identity.size());
  std::string out;
  append_u64(out, hash.high64);
  append_u64(out, hash.low64);
  return out;
}

ApiError invalid_token() {
  return validation("Invalid NextToken");
}

}  // namespace

std::string encode_next_token(std::string_view identity, const SelectPosition& position) {
  std::string bytes(1, kVersion);
  bytes += digest(identity);
  append_varint(bytes, position.read);
  bytes += position.row;
  std::string token;
  append_base64(token, bytes);
  return token;
}

ApiExpected<SelectPosition> decode_next_token(std::string_view identity, std::string_view token) {
  const auto bytes = item::decode_base64(token);
  if (!bytes) return refuse(invalid_token());
  Decoder decoder(*bytes);
  const auto version = decoder.u8();
  const std::string wanted = digest(identity);
  const auto given = decoder.bytes(wanted.size());
  const auto read = decoder.varint();
  if (!version || *version != kVersion || !given || !read || decoder.done())
    return refuse(invalid_token());
  if (*given != wanted) return refuse(validation("NextToken does not match request"));
  return SelectPosition{*read, std::string(decoder.rest())};
}

}  // namespace quondam::operations
