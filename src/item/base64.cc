#include "item/base64.h"

#include <array>
#include <cstdint>

namespace quondam::item {

namespace {

constexpr std::uint8_t kNone = 0xFF;

constexpr auto kValues = [] {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

// DynamoDB's text, its spelling included.
tl::unexpected<Error> bad_character() {
  return fail(ErrorCode::serialization, "Invalid last non-pad Base64 character dectected");
}

}  // namespace

Result<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return fail(ErrorCode::serialization,
                "Base64 encoded length is expected a multiple of 4 bytes but found: " +
                    std::to_string(text.size()));
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view digits = text.substr(0, text.size() - padding);

  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  unsigned bits = 0;  // of `group` that are not written yet
  for (const char c : digits) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kNone) return bad_character();
    group = (group << 6 | value) & 0xFFFFFF;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(group >> bits & 0xFF));
    }
  }
  // Bits behind the last byte must be zero: every byte string has one base64 form.
  if ((group & ((1U << bits) - 1)) != 0) return bad_character();
  return out;
}

}  // namespace quondam::item
