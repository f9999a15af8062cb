#include "item/number.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>

namespace quondam::item {

namespace {

using Coefficient = unsigned __int128;

constexpr int kMaxDigits = 38;
// Of the first significant digit: the value is d.ddd * 10^magnitude.
constexpr int kMaxMagnitude = 125;
constexpr int kMinMagnitude = -130;

constexpr std::uint64_t k10To19 = 10'000'000'000'000'000'000ULL;

constexpr auto kPowersOfTen = [] {
  std::array<Coefficient, kMaxDigits + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr Coefficient power_of_ten(int exponent) {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

int bit_width(Coefficient value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  if (high != 0) return 64 + static_cast<int>(std::bit_width(high));
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
}

// Decimal digits of a value below 10^38; 0 for zero. 1233 / 4096 is log10(2), close enough up to
// 128 bits.
int digit_count(Coefficient value) {
  if (value == 0) return 0;
  const int low = (bit_width(value) * 1233) >> 12;
  return low + (value >= power_of_ten(low) ? 1 : 0);
}

// The decimal digits of a coefficient, without allocating.
class Digits {
 public:
  explicit Digits(Coefficient value) {
    const auto high = static_cast<std::uint64_t>(value / k10To19);
    auto low = static_cast<std::uint64_t>(value % k10To19);
    char* const limit = text_.data() + text_.size();
    char* end = std::to_chars(text_.data(), limit, high == 0 ? low : high).ptr;
    if (high != 0) {
      for (int i = 18; i >= 0; --i, low /= 10) end[i] = static_cast<char>('0' + low % 10);
      end += 19;
    }
    size_ = static_cast<std::size_t>(end - text_.data());
  }
  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }
  // The digit at `index` as a number; 0 behind the last.
  [[nodiscard]] int at(std::size_t index) const { return index < size_ ? text_[index] - '0' : 0; }

 private:
  std::array<char, 40> text_;
  std::size_t size_ = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

tl::unexpected<Error> not_a_number(std::string_view text) {
  std::string message = "The parameter cannot be converted to a numeric value";
  if (!text.empty()) message.append(": ").append(text);
  return fail(ErrorCode::validation, std::move(message));
}
tl::unexpected<Error> too_many_digits() {
  return fail(ErrorCode::validation,
              "Attempting to store more than 38 significant digits in a Number");
}
tl::unexpected<Error> overflow() {
  return fail(ErrorCode::validation,
              "Number overflow. Attempting to store a number with magnitude larger than supported "
              "range");
}
tl::unexpected<Error> underflow() {
  return fail(ErrorCode::validation,
              "Number underflow. Attempting to store a number with magnitude smaller than "
              "supported range");
}

// [sign] digits, which may be none: reads an exponent, held at +-10^15 so that it cannot overflow.
// nullopt: no digits.
std::optional<std::int64_t> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = std::min<std::int64_t>(value * 10 + (c - '0'), 1'000'000'000'000'000);
  }
  return negative ? -value : value;
}

// First bytes of the ordered form.
constexpr unsigned char kNegative = 0x01;
constexpr unsigned char kZero = 0x02;
constexpr unsigned char kPositive = 0x03;

}  // namespace

Number Number::from_integer(std::int64_t value) {
  Number number;
  number.negative_ = value < 0;
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) magnitude = 0 - magnitude;
  if (magnitude != 0) {
    while (magnitude % 10 == 0) {
      magnitude /= 10;
      ++number.exponent_;
    }
  }
  number.coefficient_ = magnitude;
  return number;
}

// Zero is judged by the exponent as it is written (0E+126 is an overflow, 0.0E+126 is not), as
// DynamoDB does.
Result<Number> Number::parse(std::string_view text) {
  std::string_view rest = text;
  bool negative = false;
  if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }

  // Positions count digits from the left, the point left out.
  std::int64_t position = 0;
  std::int64_t integer_digits = -1;  // unknown until the point or the end
  std::int64_t first_nonzero = -1;
  std::int64_t last_nonzero = -1;
  Coefficient coefficient = 0;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '.') {
      if (integer_digits >= 0) return not_a_number(text);
      integer_digits = position;
      continue;
    }
    if (!is_digit(c)) break;
    if (c != '0') {
      if (first_nonzero < 0) first_nonzero = position;
      if (position - first_nonzero < kMaxDigits) {
        const std::int64_t shift = last_nonzero < 0 ? 0 : position - last_nonzero;
        coefficient =
            coefficient * power_of_ten(static_cast<int>(shift)) + static_cast<unsigned>(c - '0');
      }
      last_nonzero = position;
    }
    ++position;
  }
  if (position == 0) return not_a_number(text);
  if (integer_digits < 0) integer_digits = position;

  std::int64_t written_exponent = 0;
  if (at < rest.size()) {
    if (rest[at] != 'e' && rest[at] != 'E') return not_a_number(text);
    const auto parsed = parse_exponent(rest.substr(at + 1));
    if (!parsed) return not_a_number(text);
    written_exponent = *parsed;
  }

  const std::int64_t leading = first_nonzero < 0 ? position - 1 : first_nonzero;
  const std::int64_t magnitude = integer_digits - 1 - leading + written_exponent;
  if (magnitude > kMaxMagnitude) return overflow();
  if (magnitude < kMinMagnitude) return underflow();
  if (coefficient == 0) return Number();
  if (last_nonzero - first_nonzero >= kMaxDigits) return too_many_digits();

  Number number;
  number.negative_ = negative;
  number.coefficient_ = coefficient;
  number.exponent_ = static_cast<int>(integer_digits - 1 - last_nonzero + written_exponent);
  return number;
}

std::string Number::to_string() const {
  std::string out;
  append_text(out);
  return out;
}

void Number::append_text(std::string& out) const {
  const Digits digits(coefficient_);
  const std::string_view text = digits.view();
  if (negative_) out.push_back('-');
  const auto point = static_cast<int>(text.size()) + exponent_;  // digits before the point
  if (exponent_ >= 0) {
    out.append(text).append(static_cast<std::size_t>(exponent_), '0');
  } else if (point > 0) {
    const auto split = static_cast<std::size_t>(point);
    out.append(text.substr(0, split)).append(1, '.').append(text.substr(split));
  } else {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(text);
  }
}

Result<Number> Number::from_parts(bool negative, Coefficient coefficient, int exponent) {
  if (coefficient == 0) return Number();
  while (coefficient % 10 == 0) {
    coefficient /= 10;
    ++exponent;
  }
  // A result that needs more than 38 digits is an overflow too: so DynamoDB calls it in arithmetic.
  if (coefficient >= power_of_ten(kMaxDigits)) return overflow();
  const int magnitude = digit_count(coefficient) - 1 + exponent;
  if (magnitude > kMaxMagnitude) return overflow();
  if (magnitude < kMinMagnitude) return underflow();
  Number number;
  number.negative_ = negative;
  number.coefficient_ = coefficient;
  number.exponent_ = exponent;
  return number;
}

Result<Number> Number::add(const Number& a, const Number& b) {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  const Number& high = a.exponent_ >= b.exponent_ ? a : b;
  const Number& low = a.exponent_ >= b.exponent_ ? b : a;
  const int shift = high.exponent_ - low.exponent_;

  // The last digit of `low` stays the last digit of the result, because it is not zero. So when
  // `high`, counted from there, is 2 * 10^38 or more, the result has more than 38 digits, whatever
  // the signs: `low` is below 10^38. Otherwise both and their sum are below 2^128.
  const Coefficient limit = 2 * power_of_ten(kMaxDigits);
  if (shift > kMaxDigits || (shift > 0 && high.coefficient_ >= limit / power_of_ten(shift))) {
    return overflow();
  }
  const Coefficient aligned = high.coefficient_ * power_of_ten(shift);
  if (high.negative_ == low.negative_) {
    return from_parts(high.negative_, aligned + low.coefficient_, low.exponent_);
  }
  if (aligned >= low.coefficient_) {
    return from_parts(high.negative_, aligned - low.coefficient_, low.exponent_);
  }
  return from_parts(low.negative_, low.coefficient_ - aligned, low.exponent_);
}

Result<Number> Number::subtract(const Number& a, const Number& b) {
  Number negated = b;
  negated.negative_ = !b.negative_ && !b.is_zero();
  return add(a, negated);
}

void Number::append_ordered(std::string& out) const {
  if (is_zero()) {
    out.push_back(static_cast<char>(kZero));
    return;
  }
  const Digits digits(coefficient_);
  const std::size_t size = digits.view().size();
  const unsigned char flip = negative_ ? 0xFF : 0x00;
  const auto push = [&out, flip](int byte) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(byte) ^ flip));
  };
  out.push_back(static_cast<char>(negative_ ? kNegative : kPositive));
  push(static_cast<int>(size) - 1 + exponent_ - kMinMagnitude);
  for (std::size_t i = 0; i < size; i += 2) {
    const int pair = digits.at(i) * 10 + digits.at(i + 1);
    push(2 * pair + (i + 2 < size ? 1 : 0));
  }
}

std::optional<Number> Number::read_ordered(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto sign = static_cast<unsigned char>(rest[0]);
  if (sign == kZero) {
    rest.remove_prefix(1);
    return Number();
  }
  if ((sign != kNegative && sign != kPositive) || rest.size() < 3) return std::nullopt;
  const unsigned char flip = sign == kNegative ? 0xFF : 0x00;
  const auto byte_at = [&rest, flip](std::size_t i) {
    return static_cast<unsigned char>(static_cast<unsigned char>(rest[i]) ^ flip);
  };
  const int magnitude = byte_at(1) + kMinMagnitude;

  Coefficient coefficient = 0;
  int digits = 0;
  for (std::size_t i = 2; i < rest.size() && digits < kMaxDigits; ++i) {
    const unsigned byte = byte_at(i);
    const unsigned pair = byte / 2;
    if (pair > 99 || (i == 2 && pair < 10)) return std::nullopt;
    if ((byte & 1) != 0) {
      coefficient = coefficient * 100 + pair;
      digits += 2;
      continue;
    }
    if (pair == 0) return std::nullopt;
    const bool single = pair % 10 == 0;
    coefficient = single ? coefficient * 10 + pair / 10 : coefficient * 100 + pair;
    digits += single ? 1 : 2;
    Number number;
    number.negative_ = sign == kNegative;
    number.coefficient_ = coefficient;
    number.exponent_ = magnitude - digits + 1;
    rest.remove_prefix(i + 1);
    return number;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Number::to_integer() const {
  if (is_zero()) return 0;
  if (exponent_ < 0 || digit_count(coefficient_) + exponent_ > 19) return std::nullopt;
  const Coefficient magnitude = coefficient_ * power_of_ten(exponent_);
  const Coefficient limit =
      static_cast<Coefficient>(std::numeric_limits<std::int64_t>::max()) + (negative_ ? 1 : 0);
  if (magnitude > limit) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(magnitude);
  return static_cast<std::int64_t>(negative_ ? 0 - bits : bits);
}

std::size_t Number::size_bytes() const {
  if (is_zero()) return 1;
  const int digits = digit_count(coefficient_);
  const int integer_digits = std::clamp(digits + exponent_, 0, digits);
  const int fraction_digits = digits - integer_digits;
  const int size = 1 + (integer_digits + 1) / 2 + (fraction_digits + 1) / 2 + (negative_ ? 1 : 0);
  return static_cast<std::size_t>(size);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  const auto sign = [](const Number& n) { return n.is_zero() ? 0 : (n.negative_ ? -1 : 1); };
  if (const auto order = sign(a) <=> sign(b); order != 0) return order;
  if (a.is_zero()) return std::strong_ordering::equal;

  const Number& left = a.negative_ ? b : a;
  const Number& right = a.negative_ ? a : b;
  const int left_digits = digit_count(left.coefficient_);
  const int right_digits = digit_count(right.coefficient_);
  if (const auto order = left_digits + left.exponent_ <=> right_digits + right.exponent_;
      order != 0) {
    return order;
  }
  // The same magnitude: fill up the shorter with zeros.
  const int digits = std::max(left_digits, right_digits);
  return left.coefficient_ * power_of_ten(digits - left_digits) <=>
         right.coefficient_ * power_of_ten(digits - right_digits);
}

}  // namespace quondam::item
