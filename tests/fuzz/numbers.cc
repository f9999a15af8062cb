// Numbers. Input: two texts, a line each. Or "=" and bytes, which are read as the ordered form.
//
// The model is exact arithmetic on integers of any size (Boost.Multiprecision): it shares no code
// with item::Number and knows its rules from the developer guide only.
#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <optional>
#include <string>

#include "item/number.h"
#include "property.h"

namespace quondam::fuzz {
namespace {

using boost::multiprecision::cpp_int;
using item::Number;

// coefficient * 10^exponent, the coefficient without trailing zeros.
struct Decimal {
  cpp_int coefficient = 0;
  std::int64_t exponent = 0;
  // Of the first digit as it is written, also of a zero.
  std::int64_t magnitude = 0;
  std::size_t digits = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Nothing for what is no decimal number.
std::optional<Decimal> read_decimal(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t mark = text.find_first_of("eE");
  std::string_view mantissa = text.substr(0, mark);
  std::int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view written = text.substr(mark + 1);
    const bool down = written.starts_with('-');
    if (down || written.starts_with('+')) written.remove_prefix(1);
    if (written.empty()) return std::nullopt;
    for (const char c : written) {
      if (!is_digit(c)) return std::nullopt;
      if (exponent < 1'000'000'000) exponent = exponent * 10 + (c - '0');
    }
    if (down) exponent = -exponent;
  }
  const std::size_t point = mantissa.find('.');
  const std::string_view whole = mantissa.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : mantissa.substr(point + 1);
  std::string digits = std::string(whole) + std::string(fraction);
  if (digits.empty()) return std::nullopt;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
  }
  Decimal value;
  value.exponent = exponent - static_cast<std::int64_t>(fraction.size());
  const std::size_t first = digits.find_first_not_of('0');
  const std::size_t leading = first == std::string::npos ? digits.size() - 1 : first;
  value.magnitude = value.exponent + static_cast<std::int64_t>(digits.size() - leading) - 1;
  if (first == std::string::npos) {
    value.exponent = 0;
    return value;
  }
  const std::size_t last = digits.find_last_not_of('0');
  value.exponent += static_cast<std::int64_t>(digits.size() - 1 - last);
  value.digits = last - first + 1;
  value.coefficient = cpp_int(digits.substr(first, value.digits));
  if (negative) value.coefficient = -value.coefficient;
  return value;
}

// Only of values that are in range: others could need any amount of memory.
cpp_int scaled(const Decimal& value) {
  constexpr std::int64_t kLeastExponent = -170;  // 1E-130 with 38 digits
  return value.coefficient *
         boost::multiprecision::pow(cpp_int(10),
                                    static_cast<unsigned>(value.exponent - kLeastExponent));
}

// Whether an exact result is a number of DynamoDB: at most 38 digits, and in range.
bool fits(cpp_int value) {
  if (value == 0) return true;
  if (value < 0) value = -value;
  const std::string digits = value.str();
  const auto magnitude = static_cast<std::int64_t>(digits.size()) - 1 - 170;
  const std::size_t significant = digits.find_last_not_of('0') + 1;
  return significant <= 38 && magnitude <= 125 && magnitude >= -130;
}

std::string ordered(const Number& number) {
  std::string bytes;
  number.append_ordered(bytes);
  return bytes;
}

std::optional<Number> check_one(std::string_view text) {
  const auto model = read_decimal(text);
  const auto parsed = Number::parse(text);
  if (!parsed) {
    require(!model || model->digits > 38 || model->magnitude > 125 || model->magnitude < -130,
            "a number within the limits is refused", text);
    return std::nullopt;
  }
  require(model.has_value(), "what is no number is taken for one", text);
  require(model->digits <= 38 && model->magnitude <= 125 && model->magnitude >= -130,
          "a number beyond the limits is taken", text);

  const std::string printed = parsed->to_string();
  const auto again = Number::parse(printed);
  require(again && *again == *parsed, "parse(print(x)) is x", text);
  require(again->to_string() == printed, "printing has one form", text);
  const auto shown = read_decimal(printed);
  require(shown && scaled(*shown) == scaled(*model), "what is printed is the value", text);
  require(parsed->is_zero() == (model->coefficient == 0), "is_zero", text);
  require(parsed->is_negative() == (model->coefficient < 0), "is_negative", text);

  const std::string bytes = ordered(*parsed);
  require(bytes.size() <= Number::kMaxOrderedBytes, "the ordered form is short", text);
  const std::string followed = bytes + "tail";
  std::string_view rest = followed;
  const auto read = Number::read_ordered(rest);
  require(read && *read == *parsed && rest == "tail", "the ordered form reads back", text);

  const cpp_int one = scaled(Decimal{.coefficient = 1});
  const cpp_int exact = scaled(*model);
  const auto integer = parsed->to_integer();
  const bool whole = exact % one == 0 && exact / one >= std::numeric_limits<std::int64_t>::min() &&
                     exact / one <= std::numeric_limits<std::int64_t>::max();
  require(integer.has_value() == whole, "to_integer knows integers", text);
  if (integer) require(cpp_int(*integer) == exact / one, "to_integer", text);
  require(parsed->size_bytes() >= 1 && parsed->size_bytes() <= 22, "size_bytes", text);
  return *parsed;
}

void check_result(const Result<Number>& result, const cpp_int& exact, std::string_view input) {
  require(result.has_value() == fits(exact), "arithmetic refuses what does not fit", input);
  if (!result) return;
  const auto value = read_decimal(result->to_string());
  require(value && scaled(*value) == exact, "arithmetic is exact", input);
  const auto normal = Number::parse(result->to_string());
  require(normal && *normal == *result, "results are in normal form", input);
}

void check_two(const Number& a, const Number& b, std::string_view input) {
  const cpp_int exact_a = scaled(*read_decimal(a.to_string()));
  const cpp_int exact_b = scaled(*read_decimal(b.to_string()));
  const auto order = exact_a < exact_b   ? std::strong_ordering::less
                     : exact_a > exact_b ? std::strong_ordering::greater
                                         : std::strong_ordering::equal;
  require((a <=> b) == order, "order is the order of the values", input);
  require((a == b) == (order == std::strong_ordering::equal), "equality is that of values", input);
  require((ordered(a) <=> ordered(b)) == order, "bytes order as the values do", input);
  check_result(Number::add(a, b), exact_a + exact_b, input);
  check_result(Number::subtract(a, b), exact_a - exact_b, input);
}

void check_bytes(std::string_view bytes) {
  std::string_view rest = bytes;
  const auto number = Number::read_ordered(rest);
  if (!number) {
    require(rest == bytes, "damaged bytes are left alone", bytes);
    return;
  }
  require(ordered(*number) == bytes.substr(0, bytes.size() - rest.size()),
          "no other bytes than those that are written are read", bytes);
}

}  // namespace
}  // namespace quondam::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quondam::fuzz;
  const std::string_view input = view(data, size);
  if (input.starts_with('=')) {
    check_bytes(input.substr(1));
    return 0;
  }
  std::string_view rest = input;
  const auto a = check_one(take_until(rest, '\n'));
  const auto b = check_one(take_until(rest, '\n'));
  if (a && b) check_two(*a, *b, input);
  return 0;
}
