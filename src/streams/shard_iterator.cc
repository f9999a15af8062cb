#include "streams/shard_iterator.h"

#include <xxhash.h>

#include "base/coding.h"
#include "base/json_writer.h"
#include "catalog/stream_settings.h"
#include "item/base64.h"

namespace quondam::streams {

namespace {

constexpr std::string_view kVersion = "|1|";

// Over both parts, so that an ARN and a place of different iterators do not make a third one.
std::uint64_t checksum(std::string_view stream_arn, std::string_view place) {
  return XXH3_64bits_withSeed(place.data(), place.size(),
                              XXH3_64bits(stream_arn.data(), stream_arn.size()));
}

}  // namespace

bool ShardIterator::is_trimmed(const catalog::Stream& stream, CommitTime now) const {
  return position.time + kIteratorLife_us <= catalog::trimmed_until(stream, now);
}

std::string encode_iterator(const ShardIterator& iterator) {
  std::string place;
  append_u64(place, iterator.shard_after);
  append_u64(place, iterator.position.time);
  append_u32(place, iterator.position.n);
  append_u64(place, iterator.issued_at);
  append_u64(place, checksum(iterator.stream_arn, place));
  std::string text = iterator.stream_arn;
  text.append(kVersion);
  append_base64(text, place);
  return text;
}

std::optional<ShardIterator> decode_iterator(std::string_view text) {
  const std::size_t at = text.rfind(kVersion);
  if (at == std::string_view::npos) return std::nullopt;
  const auto place = item::decode_base64(text.substr(at + kVersion.size()));
  if (!place) return std::nullopt;
  Decoder decoder(*place);
  const auto shard_after = decoder.u64();
  const auto time = decoder.u64();
  const auto n = decoder.u32();
  const auto issued_at = decoder.u64();
  const std::size_t checked = place->size() - decoder.rest().size();
  const auto sum = decoder.u64();
  if (!sum || !decoder.done()) return std::nullopt;
  const std::string_view stream_arn = text.substr(0, at);
  if (*sum != checksum(stream_arn, std::string_view(*place).substr(0, checked)))
    return std::nullopt;
  return ShardIterator{std::string(stream_arn), *shard_after, {*time, *n}, *issued_at};
}

}  // namespace quondam::streams
