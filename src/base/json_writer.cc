#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace quondam {

namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

// What follows the backslash of an escaped character: 'u' stands for the long form, 0 for "needs no
// escape".
constexpr auto kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

// Whether one of eight bytes needs an escape, all looked at in a few operations: below 0x20, a
// quote, a backslash.
bool any_escape(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t quotes = word ^ (kOnes * '"');
  const std::uint64_t backslashes = word ^ (kOnes * '\\');
  return (((word - kOnes * 0x20) & ~word) | ((quotes - kOnes) & ~quotes) |
          ((backslashes - kOnes) & ~backslashes)) &
         kHighs;
}

template <typename T>
void append_digits(std::string& out, T value) {
  std::array<char, 32> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), static_cast<std::size_t>(result.ptr - text.data()));
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t plain = 0;  // begin of the run that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (text.size() - i > 8 && !any_escape(text.data() + i)) i += 8;
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
    if (escape == 0) continue;
    out.append(text.substr(plain, i - plain));
    plain = i + 1;
    out.push_back('\\');
    out.push_back(escape);
    if (escape == 'u') {
      out.append("00");
      out.push_back(kHexDigits[c >> 4]);
      out.push_back(kHexDigits[c & 0xF]);
    }
  }
  out.append(text.substr(plain));
  out.push_back('"');
}

void append_base64(std::string& out, std::string_view bytes) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte_at = [bytes](std::size_t i) -> std::uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group = byte_at(i) << 16 | byte_at(i + 1) << 8 | byte_at(i + 2);
    out.push_back(kAlphabet[group >> 18]);
    out.push_back(kAlphabet[group >> 12 & 0x3F]);
    out.push_back(i + 1 < bytes.size() ? kAlphabet[group >> 6 & 0x3F] : '=');
    out.push_back(i + 2 < bytes.size() ? kAlphabet[group & 0x3F] : '=');
  }
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_.push_back(':');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  append_json_string(value(), text);
  return *this;
}

JsonWriter& JsonWriter::binary(std::string_view bytes) {
  std::string& out = value();
  out.push_back('"');
  append_base64(out, bytes);
  out.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::number(double given) {
  if (!std::isfinite(given)) return null();
  append_digits(value(), given);
  return *this;
}

JsonWriter& JsonWriter::signed_number(std::int64_t given) {
  append_digits(value(), given);
  return *this;
}

JsonWriter& JsonWriter::unsigned_number(std::uint64_t given) {
  append_digits(value(), given);
  return *this;
}

}  // namespace quondam
