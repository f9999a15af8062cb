// Byte encodings that every format on disk is made of. Integers in keys are big-endian, so that
// byte order is number order. A string inside a key is escaped and terminated, so that byte order
// is string order and no key is a prefix of another: 0x00 becomes 0x00 0xFF, the end is 0x00 0x01.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quondam {

void append_u16(std::string& out, std::uint16_t value);
void append_u32(std::string& out, std::uint32_t value);
void append_u64(std::string& out, std::uint64_t value);
// LEB128, for lengths and counts inside values.
void append_varint(std::string& out, std::uint64_t value);
void append_length_prefixed(std::string& out, std::string_view bytes);
void append_escaped(std::string& out, std::string_view bytes);

// Reads what the functions above wrote from the front of a view, and moves the view past it. Every
// read answers nullopt on damaged input and then leaves the view alone.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::uint8_t> u8();
  std::optional<std::uint16_t> u16();
  std::optional<std::uint32_t> u32();
  std::optional<std::uint64_t> u64();
  std::optional<std::uint64_t> varint();
  std::optional<std::string_view> bytes(std::size_t count);
  std::optional<std::string_view> length_prefixed();
  std::optional<std::string> escaped();
  // The escaped form as it stands, terminator included, without unescaping it.
  std::optional<std::string_view> escaped_raw();

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// The smallest string greater than every string with this prefix; empty means "no such string".
std::string prefix_end(std::string_view prefix);

}  // namespace quondam
