#include "item/testing/random_items.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace quondam::item::testing {

std::uint64_t seed_from_environment() {
  const char* given = std::getenv("QUONDAM_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::fprintf(stderr, "QUONDAM_SEED=%llu repeats this test's random choices\n",
               static_cast<unsigned long long>(seed));
  return seed;
}

std::string RandomItems::number_text() {
  std::string text;
  if (below(3) == 0) text.push_back('-');
  if (below(8) == 0) text.append(below(4), '0');
  const std::uint64_t digits = below(3) == 0 ? 1 + below(38) : 1 + below(4);
  // Few different digits make many near neighbours.
  const std::uint64_t kinds = below(2) == 0 ? 10 : 2;
  std::string mantissa;
  for (std::uint64_t i = 0; i < digits; ++i) {
    mantissa.push_back(static_cast<char>('0' + (kinds == 2 ? 9 * below(2) : below(kinds))));
  }
  const std::uint64_t point = below(digits + 1);
  text.append(mantissa.substr(0, point));
  if (point < digits || below(4) == 0) {
    if (point > 0 || below(2) == 0) text.append(point == 0 ? "0." : ".");
    text.append(mantissa.substr(point));
  }
  if (below(3) == 0) {
    const int exponent = static_cast<int>(below(3) == 0 ? below(250) : below(8));
    text.append(below(2) == 0 ? "e" : "E");
    text.append(std::to_string(below(2) == 0 ? exponent / 2 : -(exponent / 2)));
  }
  return text;
}

Number RandomItems::number() {
  static constexpr std::array<std::string_view, 4> kEnds = {
      "9.9999999999999999999999999999999999999E+125",
      "-9.9999999999999999999999999999999999999E+125", "1E-130", "-1E-130"};
  while (true) {
    const std::uint64_t kind = below(10);
    if (kind == 0) return *Number::parse(kEnds[below(kEnds.size())]);
    if (kind < 4) return Number::from_integer(static_cast<std::int64_t>(below(40)) - 20);
    if (const auto number = Number::parse(number_text())) return *number;
  }
}

std::string RandomItems::text(std::size_t max_characters) {
  static constexpr std::array<std::string_view, 14> kPieces = {"a",
                                                               "b",
                                                               "Z",
                                                               "\"",
                                                               "\\",
                                                               "\n",
                                                               std::string_view("\0", 1),
                                                               "/",
                                                               "\t",
                                                               "\x01",
                                                               "é",
                                                               "漢",
                                                               "\xF0\x9F\x90\x98",
                                                               "\x7F"};
  std::string out;
  const std::uint64_t size = below(max_characters + 1);
  for (std::uint64_t i = 0; i < size; ++i) out.append(kPieces[below(kPieces.size())]);
  return out;
}

std::string RandomItems::bytes(std::size_t max_bytes) {
  std::string out;
  const std::uint64_t size = below(max_bytes + 1);
  for (std::uint64_t i = 0; i < size; ++i) {
    static constexpr std::array<char, 4> kSpecial = {'\0', '\1', '\xFE', '\xFF'};
    out.push_back(below(2) == 0 ? kSpecial[below(kSpecial.size())] : static_cast<char>(below(256)));
  }
  return out;
}

AttributeValue RandomItems::key_value(Type type) {
  if (type == Type::N) return number();
  if (type == Type::B) return Binary{bytes(4)};
  return text(4);
}

namespace {

template <typename T>
std::vector<T> sorted_unique(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

}  // namespace

AttributeValue RandomItems::value(int levels) {
  const std::uint64_t size = 1 + below(4);
  switch (static_cast<Type>(below(levels > 0 ? 10 : 8))) {
    case Type::S:
      return text();
    case Type::N:
      return number();
    case Type::B:
      return Binary{bytes()};
    case Type::BOOL:
      return AttributeValue(below(2) == 0);
    case Type::NUL:
      return Null{};
    case Type::SS: {
      StringSet set;
      for (std::uint64_t i = 0; i < size; ++i) set.values.push_back(text());
      return StringSet{sorted_unique(std::move(set.values))};
    }
    case Type::NS: {
      NumberSet set;
      for (std::uint64_t i = 0; i < size; ++i) set.values.push_back(number());
      return NumberSet{sorted_unique(std::move(set.values))};
    }
    case Type::BS: {
      BinarySet set;
      for (std::uint64_t i = 0; i < size; ++i) set.values.push_back(Binary{bytes()});
      return BinarySet{sorted_unique(std::move(set.values))};
    }
    case Type::L: {
      List list;
      for (std::uint64_t i = 1; i < size; ++i) list.push_back(value(levels - 1));
      return list;
    }
    case Type::M: {
      Map map;
      for (std::uint64_t i = 1; i < size; ++i) map.insert_or_assign(text(3), value(levels - 1));
      return map;
    }
  }
  return Null{};
}

Item RandomItems::item(std::size_t max_attributes) {
  Item item;
  const std::uint64_t size = below(max_attributes + 1);
  for (std::uint64_t i = 0; i < size; ++i) item.insert_or_assign(text(3), value());
  return item;
}

}  // namespace quondam::item::testing
