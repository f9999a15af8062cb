#include "item/number.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <string>
#include <vector>

#include "item/testing/random_items.h"

namespace quondam::item {
namespace {

using boost::multiprecision::cpp_int;
using testing::RandomItems;

constexpr char kOverflow[] =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
constexpr char kUnderflow[] =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";
constexpr char kTooManyDigits[] = "Attempting to store more than 38 significant digits in a Number";
constexpr char kMax[] = "9.9999999999999999999999999999999999999E+125";

Number number(std::string_view text) {
  const auto parsed = Number::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Number());
}

std::string error(std::string_view text) {
  const auto parsed = Number::parse(text);
  if (parsed) return "accepted as " + parsed->to_string();
  EXPECT_EQ(parsed.error().code, ErrorCode::validation);
  return parsed.error().message;
}

std::string ordered(const Number& n) {
  std::string out;
  n.append_ordered(out);
  return out;
}

// The value times 10^kScale, exactly: every number of the range is an integer then.
constexpr int kScale = 200;
cpp_int scaled(const Number& n) {
  std::string text = n.to_string();
  const std::size_t point = text.find('.');
  std::size_t fraction = 0;
  if (point != std::string::npos) {
    fraction = text.size() - point - 1;
    text.erase(point, 1);
  }
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  text.append(kScale - fraction, '0');
  const cpp_int magnitude(text.front() == '0' ? "0" : text);
  return negative ? cpp_int(-magnitude) : magnitude;
}

TEST(Number, IsReturnedInPlainNotationWithoutNeedlessZeros) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"0e5", "0"},
      {"0e-5", "0"},
      {"007", "7"},
      {"+3", "3"},
      {"+1.5", "1.5"},
      {"100", "100"},
      {"1.0", "1"},
      {"100.000", "100"},
      {"3.1400", "3.14"},
      {"0.10", "0.1"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"5.", "5"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.5E2", "150"},
      {"-3e2", "-300"},
      {"123e-2", "1.23"},
      {"1.23e-1", "0.123"},
      {"1e-20", "0.00000000000000000001"},
      {"-273.15", "-273.15"},
      {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
      {"1234567890123456789.0123456789012345678", "1234567890123456789.0123456789012345678"},
      {"1e125", "1" + std::string(125, '0')},
      {"1E-130", "0." + std::string(129, '0') + "1"},
      {kMax, std::string(38, '9') + std::string(88, '0')},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(number(text).to_string(), expected) << text;
  }
}

TEST(Number, RefusesWhatIsNotANumberWithDynamoDbsText) {
  EXPECT_EQ(error(""), "The parameter cannot be converted to a numeric value");
  for (const std::string text :
       {"b", "NaN", "Infinity", "-Infinity", " 1",    "1 ",    "1.2.3", "++5", "+-5",   "-",
        ".", "e5",  "1e",       "1e+",       "1e5.5", "1_000", "0x10",  "1,5", "1e5e5", "--1"}) {
    EXPECT_EQ(error(text), "The parameter cannot be converted to a numeric value: " + text);
  }
  const std::string with_zero("1\0", 2);
  EXPECT_EQ(error(with_zero), "The parameter cannot be converted to a numeric value: " + with_zero);
}

TEST(Number, HasAtMost38SignificantDigits) {
  EXPECT_EQ(error("123456789012345678901234567890123456789"), kTooManyDigits);
  EXPECT_EQ(error("-1.23456789012345678901234567890123456789"), kTooManyDigits);
  EXPECT_EQ(error("1" + std::string(60, '0') + "1"), kTooManyDigits);
  // Zeros in front and behind are not significant.
  EXPECT_EQ(number("000" + std::string(38, '7') + "000").to_string(), std::string(38, '7') + "000");
  EXPECT_EQ(number("0." + std::string(60, '0') + "10").to_string(),
            "0." + std::string(60, '0') + "1");
}

TEST(Number, HasDynamoDbsRange) {
  EXPECT_EQ(error("1e126"), kOverflow);
  EXPECT_EQ(error("-1e126"), kOverflow);
  EXPECT_EQ(error("11e125"), kOverflow);
  EXPECT_EQ(error("1.0e100000000"), kOverflow);
  EXPECT_EQ(error("1e99999999999999999999999999"), kOverflow);
  EXPECT_EQ(error("1e-131"), kUnderflow);
  EXPECT_EQ(error("-0.9e-130"), kUnderflow);
  EXPECT_EQ(error("1e-99999999999999999999999999"), kUnderflow);
  EXPECT_EQ(number("0.1e126"), number("1e125"));
  EXPECT_EQ(number("10e-131"), number("1e-130"));
  // Zero is judged by how it is written.
  EXPECT_EQ(error("0e126"), kOverflow);
  EXPECT_EQ(error("0e-131"), kUnderflow);
  EXPECT_TRUE(number("0.0e126").is_zero());
}

TEST(Number, AddsAndSubtractsExactly) {
  EXPECT_EQ(*Number::add(number("0.1"), number("0.2")), number("0.3"));
  EXPECT_EQ(*Number::add(number("1"), number("10000000000000000000000")),
            number("10000000000000000000001"));
  EXPECT_EQ(*Number::subtract(number("10000000000000000000000"), number("1")),
            number("9999999999999999999999"));
  EXPECT_EQ(*Number::add(number("9e125"), number("9e124")), number("9.9e125"));
  EXPECT_EQ(*Number::subtract(number("5"), number("5")), Number());
  EXPECT_EQ(*Number::subtract(Number(), number("5")), number("-5"));
  // 39 digits while they are aligned, 38 in the result.
  EXPECT_EQ(*Number::subtract(number("1e38"), number("1")), number(std::string(38, '9')));
}

TEST(Number, NeverRoundsAResult) {
  // DynamoDB calls too many digits an overflow when they come from arithmetic.
  const auto expect_overflow = [](const Result<Number>& result) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, kOverflow);
  };
  expect_overflow(Number::add(number("1e50"), number("1")));
  expect_overflow(Number::subtract(number("1e50"), number("1")));
  expect_overflow(Number::add(number("9e125"), number("9e125")));
  expect_overflow(Number::subtract(number("9e125"), number("-9e125")));
  expect_overflow(Number::add(number(kMax), number("1e-130")));
  const auto tiny = Number::subtract(number("1.1E-130"), number("1E-130"));
  ASSERT_FALSE(tiny.has_value());
  EXPECT_EQ(tiny.error().message, kUnderflow);
}

TEST(Number, ArithmeticAgreesWithBigIntegers) {
  RandomItems random(testing::seed_from_environment());
  const cpp_int limit = boost::multiprecision::pow(cpp_int(10), 126 + kScale);
  const cpp_int smallest = boost::multiprecision::pow(cpp_int(10), kScale - 130);
  for (int i = 0; i < 40'000; ++i) {
    const Number a = random.number();
    const Number b = random.number();
    const bool plus = random.below(2) == 0;
    const cpp_int exact = plus ? cpp_int(scaled(a) + scaled(b)) : cpp_int(scaled(a) - scaled(b));
    const auto result = plus ? Number::add(a, b) : Number::subtract(a, b);

    cpp_int magnitude = abs(exact);
    std::string digits = magnitude.str();
    digits.erase(digits.find_last_not_of('0') + 1);
    const bool representable =
        magnitude == 0 || (magnitude < limit && magnitude >= smallest && digits.size() <= 38);
    ASSERT_EQ(result.has_value(), representable)
        << a.to_string() << (plus ? " + " : " - ") << b.to_string();
    if (result) {
      ASSERT_EQ(scaled(*result), exact) << a.to_string() << (plus ? " + " : " - ") << b.to_string();
    }
  }
}

TEST(Number, TextRoundTrips) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 40'000; ++i) {
    const Number n = random.number();
    ASSERT_EQ(number(n.to_string()), n) << n.to_string();
  }
}

TEST(Number, OrderedBytesSortAsNumbersDo) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 40'000; ++i) {
    const Number a = random.number();
    const Number b = random.number();
    const int exact = scaled(a).compare(scaled(b));
    const int compared = a < b ? -1 : (a > b ? 1 : 0);
    const int bytes = ordered(a).compare(ordered(b));
    ASSERT_EQ(compared < 0, exact < 0) << a.to_string() << " " << b.to_string();
    ASSERT_EQ(compared == 0, exact == 0) << a.to_string() << " " << b.to_string();
    ASSERT_EQ(a == b, exact == 0) << a.to_string() << " " << b.to_string();
    ASSERT_EQ(bytes < 0, exact < 0) << a.to_string() << " " << b.to_string();
    ASSERT_EQ(bytes == 0, exact == 0) << a.to_string() << " " << b.to_string();
  }
}

TEST(Number, OrderedBytesAreReadBackAndKnowTheirEnd) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 40'000; ++i) {
    const Number n = random.number();
    const std::string behind = random.bytes();
    const std::string bytes = ordered(n);
    ASSERT_LE(bytes.size(), Number::kMaxOrderedBytes);
    const std::string all = bytes + behind;
    std::string_view rest = all;
    const auto read = Number::read_ordered(rest);
    ASSERT_TRUE(read.has_value()) << n.to_string();
    ASSERT_EQ(*read, n);
    ASSERT_EQ(rest, behind);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      std::string_view part = std::string_view(bytes).substr(0, cut);
      ASSERT_FALSE(Number::read_ordered(part).has_value()) << n.to_string() << " cut at " << cut;
      ASSERT_EQ(part.size(), cut);
    }
  }
}

TEST(Number, ReadsNoOrderedBytesThatItDoesNotWrite) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 200'000; ++i) {
    std::string bytes = ordered(random.number());
    bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    std::string_view rest = bytes;
    if (const auto read = Number::read_ordered(rest)) {
      ASSERT_EQ(ordered(*read) + std::string(rest), bytes);
    }
  }
}

// Measured on DynamoDB by others, to the byte, with items at the size limit.
TEST(Number, HasDynamoDbsSize) {
  const std::vector<std::pair<std::string, std::size_t>> cases = {
      {"0", 1},     {"-0", 1},        {"1", 2},
      {"12", 2},    {"123", 3},       {"1234", 3},
      {"12345", 4}, {"100", 2},       {"1010", 3},
      {"0042", 2},  {"0.15", 2},      {"1.5", 3},
      {"1.200", 3}, {"1.234", 4},     {"3.14159", 5},
      {"100.5", 4}, {"1E125", 2},     {"1E-100", 2},
      {"-42", 3},   {"-12345", 5},    {"-1E125", 3},
      {"-0.15", 3}, {"0.0000001", 2}, {"12345678901234567890123456789012345678", 20}};
  for (const auto& [text, size] : cases) EXPECT_EQ(number(text).size_bytes(), size) << text;
}

TEST(Number, ConvertsToAndFromIntegers) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{1000}, std::int64_t{-70},
        std::int64_t{1'764'000'000}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(Number::from_integer(value).to_string(), std::to_string(value));
    EXPECT_EQ(Number::from_integer(value).to_integer(), value);
  }
  for (const auto* text : {"0.5", "9223372036854775808", "-9223372036854775809", "1e100", "1e-3"}) {
    EXPECT_EQ(number(text).to_integer(), std::nullopt) << text;
  }
}

TEST(Number, CountsDigitsRightAtEveryPowerOfTen) {
  for (int digits = 1; digits <= 38; ++digits) {
    const std::string nines(static_cast<std::size_t>(digits), '9');
    EXPECT_EQ(number(nines).to_string(), nines);
    EXPECT_EQ(number(nines + "e" + std::to_string(126 - digits)).size_bytes(),
              1U + (static_cast<std::size_t>(digits) + 1) / 2);
    EXPECT_LT(number(nines), number("1e" + std::to_string(digits)));
    EXPECT_LT(ordered(number(nines)), ordered(number("1e" + std::to_string(digits))));
  }
}

}  // namespace
}  // namespace quondam::item
