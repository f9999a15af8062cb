#include "streams/position.h"

#include <fmt/format.h>

#include <charconv>

namespace quondam::streams {

namespace {

constexpr std::size_t kTimeDigits = 20;
constexpr std::size_t kNDigits = 5;

template <typename Number>
bool read_digits(std::string_view digits, Number& number) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} && end == digits.data() + digits.size();
}

}  // namespace

Position after(Position record) {
  return {record.time, record.n + 1};
}

std::string sequence_number(Position position) {
  return fmt::format("1{:0{}}{:0{}}", position.time, kTimeDigits, position.n, kNDigits);
}

std::optional<Position> parse_sequence_number(std::string_view text) {
  if (text.size() != 1 + kTimeDigits + kNDigits || text.front() != '1') return std::nullopt;
  Position position;
  if (!read_digits(text.substr(1, kTimeDigits), position.time) ||
      !read_digits(text.substr(1 + kTimeDigits), position.n)) {
    return std::nullopt;
  }
  return position;
}

}  // namespace quondam::streams
