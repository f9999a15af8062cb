#include "base/coding.h"

namespace quondam {

namespace {

template <typename T>
void append_big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T) * 8) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xFF));
  }
}

template <typename T>
std::optional<T> read_big_endian(std::string_view& rest) {
  if (rest.size() < sizeof(T)) return std::nullopt;
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>((value << 8) | static_cast<unsigned char>(rest[i]));
  }
  rest.remove_prefix(sizeof(T));
  return value;
}

// The length of the escaped string at the front of `rest`, terminator included.
std::optional<std::size_t> escaped_length(std::string_view rest) {
  std::size_t at = 0;
  while (true) {
    at = rest.find('\0', at);
    if (at == std::string_view::npos || at + 1 >= rest.size()) return std::nullopt;
    if (rest[at + 1] == '\x01') return at + 2;
    if (rest[at + 1] != '\xFF') return std::nullopt;
    at += 2;
  }
}

}  // namespace

void append_u16(std::string& out, std::uint16_t value) {
  append_big_endian(out, value);
}
void append_u32(std::string& out, std::uint32_t value) {
  append_big_endian(out, value);
}
void append_u64(std::string& out, std::uint64_t value) {
  append_big_endian(out, value);
}

void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void append_length_prefixed(std::string& out, std::string_view bytes) {
  append_varint(out, bytes.size());
  out.append(bytes);
}

void append_escaped(std::string& out, std::string_view bytes) {
  std::size_t start = 0;
  while (true) {
    const std::size_t zero = bytes.find('\0', start);
    if (zero == std::string_view::npos) break;
    out.append(bytes.substr(start, zero - start));
    out.append("\0\xFF", 2);
    start = zero + 1;
  }
  out.append(bytes.substr(start));
  out.append("\0\x01", 2);
}

std::optional<std::uint8_t> Decoder::u8() {
  return read_big_endian<std::uint8_t>(rest_);
}
std::optional<std::uint16_t> Decoder::u16() {
  return read_big_endian<std::uint16_t>(rest_);
}
std::optional<std::uint32_t> Decoder::u32() {
  return read_big_endian<std::uint32_t>(rest_);
}
std::optional<std::uint64_t> Decoder::u64() {
  return read_big_endian<std::uint64_t>(rest_);
}

std::optional<std::uint64_t> Decoder::varint() {
  constexpr std::size_t kLast = 9;  // which holds one bit
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < rest_.size() && i <= kLast; ++i) {
    const auto byte = static_cast<unsigned char>(rest_[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) {
      // A number has one form: no bits beyond 64, no zeros in front.
      if ((i == kLast && byte > 1) || (i > 0 && byte == 0)) return std::nullopt;
      rest_.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> Decoder::bytes(std::size_t count) {
  if (rest_.size() < count) return std::nullopt;
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::optional<std::string_view> Decoder::length_prefixed() {
  const std::string_view before = rest_;
  if (const auto size = varint()) {
    if (const auto taken = bytes(*size)) return taken;
  }
  rest_ = before;
  return std::nullopt;
}

std::optional<std::string_view> Decoder::escaped_raw() {
  const auto length = escaped_length(rest_);
  if (!length) return std::nullopt;
  return bytes(*length);
}

std::optional<std::string> Decoder::escaped() {
  const auto raw = escaped_raw();
  if (!raw) return std::nullopt;
  std::string out;
  out.reserve(raw->size());
  for (std::size_t i = 0; i + 2 < raw->size(); ++i) {
    out.push_back((*raw)[i]);
    if ((*raw)[i] == '\0') ++i;
  }
  return out;
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace quondam
