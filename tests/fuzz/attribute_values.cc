// Attribute values. Input: "J" and JSON, "S" and bytes that are read as a stored item, or "K" and
// bytes that are read as a key.
#include <array>
#include <string>

#include "item/json.h"
#include "item/keys.h"
#include "item/size.h"
#include "item/stored.h"
#include "property.h"

namespace quondam::fuzz {
namespace {

using item::AttributeValue;
using item::Item;
using item::Type;

void check_item(const Item& read) {
  const std::string json = item::to_json(read);
  // That text is UTF-8 is the word of whoever wrote the stored form (docs/formats/item.md).
  if (!simdjson::validate_utf8(json)) return;
  const auto again = item::parse_item(json);
  require(again && *again == read, "parse(write(item)) is the item", json);
  require(item::to_json(*again) == json, "writing has one form", json);

  const std::string stored = item::encode_item(read);
  const auto decoded = item::decode_item(stored);
  require(decoded && *decoded == read, "decode(encode(item)) is the item", json);
  const auto size = item::stored_size_bytes(stored);
  require(size && *size == item::size_bytes(read), "the stored form knows the size", json);
  std::string direct;
  require(item::append_json_from_stored(direct, stored) && direct == json,
          "JSON straight from the stored form", json);
  for (const auto& [name, value] : read) {
    const auto found = item::stored_attribute(stored, name);
    require(found && *found && **found == value, "an attribute of the stored form", json);
  }
}

void check_json(std::string_view json) {
  if (const auto value = item::parse_attribute_value(json)) {
    require(item::nesting_levels(*value) <= item::kMaxNestingLevels, "levels are bounded", json);
    const std::string written = item::to_json(*value);
    const auto again = item::parse_attribute_value(written);
    require(again && *again == *value, "parse(write(value)) is the value", json);
    check_item({{"a", *value}});
  }
  if (const auto read = item::parse_item(json)) check_item(*read);
}

// Bytes are either what encode_item writes, to every function that reads them, or to none.
void check_stored(std::string_view bytes) {
  const auto decoded = item::decode_item(bytes);
  const auto size = item::stored_size_bytes(bytes);
  std::string json = "before";
  const bool written = item::append_json_from_stored(json, bytes).has_value();
  require(written == decoded.has_value(), "JSON from stored bytes agrees with the decoder", bytes);
  require(size.has_value() == decoded.has_value(), "the size agrees with the decoder", bytes);
  const bool found = item::stored_attribute(bytes, "a").has_value();
  if (!decoded) {
    require(json == "before", "an error leaves the text as it was", bytes);
    return;
  }
  require(found, "a whole item has an attribute or has it not", bytes);
  require(item::encode_item(*decoded) == bytes, "no other bytes than those that are written",
          bytes);
  check_item(*decoded);
}

void check_key(std::string_view bytes) {
  static const std::array<item::KeySchema, 4> schemas{
      item::KeySchema{{{"p", Type::S}}, {}}, item::KeySchema{{{"p", Type::N}}, {{"s", Type::B}}},
      item::KeySchema{{{"p", Type::B}}, {{"s", Type::N}}},
      item::KeySchema{{{"p", Type::S}}, {{"s", Type::S}}}};
  for (const item::KeySchema& schema : schemas) {
    const auto key = item::decode_key(schema, bytes);
    if (!key) continue;
    const auto encoded = item::encode_key(schema, *key);
    require(encoded && encoded->bytes == bytes, "no other keys than those that are written", bytes);
    require(item::partition_of_key(bytes) == encoded->partition, "a key has its token", bytes);
  }
  static_cast<void>(item::index_of_key(bytes));
}

}  // namespace
}  // namespace quondam::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quondam::fuzz;
  const std::string_view input = view(data, size);
  if (input.empty()) return 0;
  if (input.front() == 'S') {
    check_stored(input.substr(1));
  } else if (input.front() == 'K') {
    check_key(input.substr(1));
  } else if (input.front() == 'J') {
    check_json(input.substr(1));
  }
  return 0;
}
