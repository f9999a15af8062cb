// The stored form of an item: compact, versioned, self-contained (docs/formats/item.md). What these
// functions write is read for ever; the golden file in testdata/ pins it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "item/attribute_value.h"

namespace quondam::item {

inline constexpr unsigned char kStoredFormatVersion = 1;

std::string encode_item(const Item& item);
void append_stored(std::string& out, const Item& item);

// All of these answer ErrorCode::corruption for bytes that encode_item does not write, whatever the
// bytes are.
Result<Item> decode_item(std::string_view stored);
// The item's JSON form without building the item: the way of GetItem. On an error `out` is as it
// was.
Result<void> append_json_from_stored(std::string& out, std::string_view stored);
// size_bytes(decode_item(stored)) without building the item.
Result<std::size_t> stored_size_bytes(std::string_view stored);
// One top-level attribute; nullopt when the item has none of this name.
Result<std::optional<AttributeValue>> stored_attribute(std::string_view stored,
                                                       std::string_view name);

}  // namespace quondam::item
