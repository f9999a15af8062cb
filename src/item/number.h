// Number: DynamoDB's exact decimal. Up to 38 significant digits; magnitude 0 or from 1E-130 to
// 9.9999999999999999999999999999999999999E+125 (developer guide, "Supported data types and naming rules").
// Kept in normal form: no trailing zeros in the coefficient, no negative zero, so equality is value equality.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace quondam::item {

class Number {
 public:
  Number() = default;  // zero
  static Number from_integer(std::int64_t value);

  // Parses what a client sent: optional sign, digits, fraction, exponent. Errors are ErrorCode::validation with
  // DynamoDB's message (not a number; too many digits; overflow; underflow).
  static Result<Number> parse(std::string_view text);

  // DynamoDB's rendering: plain notation without exponent.
  [[nodiscard]] std::string to_string() const;

  // Exact arithmetic; a result outside the range or beyond 38 digits behaves as DynamoDB's ADD and SET do.
  static Result<Number> add(const Number& a, const Number& b);
  static Result<Number> subtract(const Number& a, const Number& b);

  // Bytes whose order is numeric order, self-delimiting; the inverse reads them from the front of `rest`.
  void append_ordered(std::string& out) const;

  // DynamoDB's size of a number in bytes (developer guide, "DynamoDB Item sizes and formats").
  [[nodiscard]] std::size_t size_bytes() const;

  [[nodiscard]] bool is_zero() const { return coefficient_ == 0; }
  [[nodiscard]] bool is_negative() const { return negative_; }

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b);

 private:
  using Coefficient = unsigned __int128;  // below 10^38

  bool negative_ = false;
  Coefficient coefficient_ = 0;  // no trailing decimal zeros
  int exponent_ = 0;             // value = +-coefficient * 10^exponent; 0 for zero
};

}  // namespace quondam::item
