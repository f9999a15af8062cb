// Keys of a table's state, in the byte order in which Query and Scan walk them
// (docs/formats/keys.md):
//
//   [index number u32][hash u32][partition...][sort...]                          an item: index 0
//   [index number u32][hash u32][partition...][sort...][table's key components]  an index's entry
//
// Strings sort by their UTF-8 bytes, numbers by value, binaries by unsigned bytes. Every component
// is self-delimiting, so an item's key is never a prefix of another's. Keys carry no table
// identity: a clone needs no rewriting. The hash spreads partitions over the segments of a parallel
// Scan; it is the routing token.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "item/attribute_value.h"

namespace quondam::item {

// 0 is the table itself; indexes count from 1 and numbers are never reused.
using IndexNumber = std::uint32_t;
inline constexpr IndexNumber kTableIndex = 0;

struct KeyAttribute {
  std::string name;
  Type type = Type::S;  // S, N or B
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

// A table has one partition attribute and at most one sort attribute; a global secondary index up
// to four of each.
struct KeySchema {
  std::vector<KeyAttribute> partition;
  std::vector<KeyAttribute> sort;
  friend bool operator==(const KeySchema&, const KeySchema&) = default;
};

// Bytes of a key (or of the front of one) and the routing token of the partition they lie in: the
// hash in the key, of the partition components, whatever the index. A local index has its table's
// partition attribute, hence its table's partitions.
struct StateKey {
  std::uint64_t partition = 0;
  std::string bytes;
  friend bool operator==(const StateKey&, const StateKey&) = default;
};

// The key of an item. nullopt when a key attribute is missing or has another type.
std::optional<StateKey> encode_key(const KeySchema& table, const Item& item);

// The key of an item's entry in an index. nullopt when the item has no entry: a key attribute of
// the index (or of the table) is missing, or has another type, or is an empty string or binary.
// Indexes are sparse.
std::optional<StateKey> encode_index_key(IndexNumber index, const KeySchema& index_schema,
                                         const KeySchema& table, const Item& item);

// The key attributes that a key was made of; ErrorCode::corruption when it was made by another
// schema.
Result<Item> decode_key(const KeySchema& table, std::string_view key);
Result<Item> decode_index_key(IndexNumber index, const KeySchema& index_schema,
                              const KeySchema& table, std::string_view key);

// Keys from `begin` up to but not including `end`. An empty `end` means: to the end of the space.
struct KeyRange {
  std::string begin;
  std::string end;
  // Nothing lies between begin and end.
  [[nodiscard]] bool empty() const { return !end.empty() && begin >= end; }
  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

// The routing token in the bytes of a key; 0 for bytes that are too short to be one.
std::uint64_t partition_of_key(std::string_view key);

// What every key of one partition (item collection) begins with. `values` are the partition
// attributes' in schema order, of the schema's types; so it is for every function below.
StateKey encode_partition(IndexNumber index, std::span<const AttributeValue> values);

// A condition on one sort attribute, in Query's words.
struct SortCondition {
  enum class Operator { eq, lt, le, gt, ge, between, begins_with };
  Operator op = Operator::eq;
  AttributeValue value;
  AttributeValue upper;  // of BETWEEN, inclusive
};

// The keys that a Query visits: those of the partition whose first sort attributes equal `equal`,
// and whose next one satisfies `condition`, when there is one. A BETWEEN whose bounds are swapped
// gives an empty range.
KeyRange query_range(const StateKey& partition, std::span<const AttributeValue> equal,
                     const std::optional<SortCondition>& condition);

// All keys of the table (0) or of an index, and the part of them that is one segment of a parallel
// Scan (0 <= segment < total_segments). The segments are disjoint and together are everything.
KeyRange index_range(IndexNumber index);
KeyRange segment_range(IndexNumber index, std::uint32_t segment, std::uint32_t total_segments);

// The index number that a key begins with; nullopt when it is too short.
std::optional<IndexNumber> index_of_key(std::string_view key);

// The size of a key attribute's value as the limits of 2048 (partition) and 1024 (sort) bytes count
// it. 0 for values that cannot be keys.
std::size_t key_component_bytes(const AttributeValue& value);

}  // namespace quondam::item
