// Number: DynamoDB's exact decimal. Up to 38 significant digits; magnitude 0 or from 1E-130 to
// 9.9999999999999999999999999999999999999E+125 (developer guide, "Supported data types and naming
// rules"). Kept in normal form: no trailing zeros in the coefficient, no negative zero, so equality
// is value equality.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace quondam::item {

class Number {
 public:
  Number() = default;  // zero
  static Number from_integer(std::int64_t value);

  // Parses what a client sent: optional sign, digits with at most one point, optional exponent.
  // Errors are ErrorCode::validation with DynamoDB's message (not a number; too many digits;
  // overflow; underflow).
  static Result<Number> parse(std::string_view text);

  // DynamoDB's rendering: plain notation, whatever the exponent.
  [[nodiscard]] std::string to_string() const;
  void append_text(std::string& out) const;

  // Exact arithmetic. A result that is out of range, or needs more than 38 digits, is DynamoDB's
  // validation error; both too large and too many digits are called an overflow there. A result is
  // never rounded.
  static Result<Number> add(const Number& a, const Number& b);
  static Result<Number> subtract(const Number& a, const Number& b);

  // Bytes whose order is numeric order, self-delimiting (docs/formats/keys.md); at most
  // kMaxOrderedBytes.
  void append_ordered(std::string& out) const;
  // The inverse: reads them from the front of `rest` and moves it past them. Damaged bytes, and
  // bytes that append_ordered does not write, answer nullopt and leave `rest` alone.
  static std::optional<Number> read_ordered(std::string_view& rest);
  static constexpr std::size_t kMaxOrderedBytes = 21;

  // The value as an int64, when it is an integer in that range (TTL times, list indexes).
  [[nodiscard]] std::optional<std::int64_t> to_integer() const;

  // DynamoDB's size of a number: one byte, one for every two significant digits, the integer's and
  // the fraction's counted apart, and one for a minus sign (developer guide, "DynamoDB item sizes";
  // measured on DynamoDB to the byte).
  [[nodiscard]] std::size_t size_bytes() const;

  [[nodiscard]] bool is_zero() const { return coefficient_ == 0; }
  [[nodiscard]] bool is_negative() const { return negative_; }

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b);

 private:
  using Coefficient = unsigned __int128;  // below 10^38

  static Result<Number> from_parts(bool negative, Coefficient coefficient, int exponent);

  bool negative_ = false;
  Coefficient coefficient_ = 0;  // no trailing decimal zeros
  int exponent_ = 0;             // value = +-coefficient * 10^exponent; 0 for zero
};

}  // namespace quondam::item
