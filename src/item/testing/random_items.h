// Random numbers, values and items for property tests, of this layer and those above it. Everything
// follows from the seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "item/attribute_value.h"

namespace quondam::item::testing {

// QUONDAM_SEED from the environment, else a new seed; prints it, so that a failure can be repeated.
std::uint64_t seed_from_environment();

class RandomItems {
 public:
  explicit RandomItems(std::uint64_t seed) : random_(seed) {}

  // Uniform in [0, bound).
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  // Of any size and magnitude; small integers, near neighbours and the ends of the range are
  // frequent.
  Number number();
  // Decimal text of a number in one of the many ways to write it.
  std::string number_text();
  // Valid UTF-8 with quotes, control characters and zero bytes in it.
  std::string text(std::size_t max_characters = 12);
  // Any bytes; 0x00, 0x01 and 0xFF are frequent, because they are special in keys.
  std::string bytes(std::size_t max_bytes = 12);
  // S, N or B.
  AttributeValue key_value(Type type);
  // Any type; lists and maps down to `levels` more levels.
  AttributeValue value(int levels = 3);
  Item item(std::size_t max_attributes = 8);

 private:
  std::mt19937_64 random_;
};

}  // namespace quondam::item::testing
