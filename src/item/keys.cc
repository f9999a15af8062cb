#include "item/keys.h"

#include <xxhash.h>

#include "base/coding.h"

namespace quondam::item {

namespace {

// Where a key component ends: strings and binaries are terminated, numbers know their own end.
void append_component(std::string& out, const AttributeValue& value) {
  if (const auto* text = value.get_if<std::string>()) {
    append_escaped(out, *text);
  } else if (const auto* number = value.get_if<Number>()) {
    number->append_ordered(out);
  } else if (const auto* binary = value.get_if<Binary>()) {
    append_escaped(out, binary->bytes);
  }
}

// A string's or binary's component without its terminator: what the components of all values with
// this prefix begin with.
void append_component_prefix(std::string& out, const AttributeValue& value) {
  append_component(out, value);
  out.resize(out.size() - 2);
}

std::optional<AttributeValue> read_component(Decoder& in, Type type) {
  if (type == Type::N) {
    std::string_view rest = in.rest();
    const auto number = Number::read_ordered(rest);
    if (!number) return std::nullopt;
    in = Decoder(rest);
    return AttributeValue(*number);
  }
  auto bytes = in.escaped();
  if (!bytes) return std::nullopt;
  if (type == Type::B) return AttributeValue(Binary{*std::move(bytes)});
  return AttributeValue(*std::move(bytes));
}

bool append_components(std::string& out, const std::vector<KeyAttribute>& attributes,
                       const Item& item) {
  for (const KeyAttribute& attribute : attributes) {
    const auto found = item.find(attribute.name);
    if (found == item.end() || found->second.type() != attribute.type) return false;
    append_component(out, found->second);
  }
  return true;
}

bool read_components(Decoder& in, const std::vector<KeyAttribute>& attributes, Item& item) {
  for (const KeyAttribute& attribute : attributes) {
    auto value = read_component(in, attribute.type);
    if (!value) return false;
    item.insert_or_assign(attribute.name, *std::move(value));
  }
  return true;
}

bool has_empty_component(const std::vector<KeyAttribute>& attributes, const Item& item) {
  for (const KeyAttribute& attribute : attributes) {
    const auto found = item.find(attribute.name);
    if (found != item.end() && key_component_bytes(found->second) == 0) return true;
  }
  return false;
}

std::uint32_t hash_of(std::string_view partition_components) {
  return static_cast<std::uint32_t>(
      XXH3_64bits(partition_components.data(), partition_components.size()) >> 32);
}

// The front of every key of the partition.
StateKey start_key(IndexNumber index, std::string_view partition_components) {
  StateKey key;
  const std::uint32_t hash = hash_of(partition_components);
  key.partition = hash;
  key.bytes.reserve(64);
  append_u32(key.bytes, index);
  append_u32(key.bytes, hash);
  key.bytes.append(partition_components);
  return key;
}

std::optional<StateKey> encode(IndexNumber index, const KeySchema& schema, const Item& item) {
  std::string partition;
  if (!append_components(partition, schema.partition, item)) return std::nullopt;
  StateKey key = start_key(index, partition);
  if (!append_components(key.bytes, schema.sort, item)) return std::nullopt;
  return key;
}

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::corruption, "a stored key does not fit its table's key schema");
}

// Reads index number, hash and the schema's components; false when they do not fit together.
bool decode(Decoder& in, IndexNumber index, const KeySchema& schema, Item& item) {
  const auto number = in.u32();
  const auto hash = in.u32();
  if (!number || !hash || *number != index) return false;
  const std::string_view before = in.rest();
  if (!read_components(in, schema.partition, item)) return false;
  const std::string_view components = before.substr(0, before.size() - in.rest().size());
  return hash_of(components) == *hash && read_components(in, schema.sort, item);
}

std::string key_front(IndexNumber index, std::uint64_t hash) {
  std::string front;
  append_u32(front, index);
  append_u32(front, static_cast<std::uint32_t>(hash));
  return front;
}

}  // namespace

std::optional<StateKey> encode_key(const KeySchema& table, const Item& item) {
  return encode(kTableIndex, table, item);
}

std::optional<StateKey> encode_index_key(IndexNumber index, const KeySchema& index_schema,
                                         const KeySchema& table, const Item& item) {
  if (has_empty_component(index_schema.partition, item) ||
      has_empty_component(index_schema.sort, item)) {
    return std::nullopt;
  }
  auto key = encode(index, index_schema, item);
  if (!key || !append_components(key->bytes, table.partition, item) ||
      !append_components(key->bytes, table.sort, item)) {
    return std::nullopt;
  }
  return key;
}

Result<Item> decode_key(const KeySchema& table, std::string_view key) {
  Decoder in(key);
  Item item;
  if (!decode(in, kTableIndex, table, item) || !in.done()) return damaged();
  return item;
}

Result<Item> decode_index_key(IndexNumber index, const KeySchema& index_schema,
                              const KeySchema& table, std::string_view key) {
  Decoder in(key);
  Item item;
  if (!decode(in, index, index_schema, item) || !read_components(in, table.partition, item) ||
      !read_components(in, table.sort, item) || !in.done()) {
    return damaged();
  }
  return item;
}

std::uint64_t partition_of_key(std::string_view key) {
  Decoder decoder(key);
  decoder.u32();
  return decoder.u32().value_or(0);
}

StateKey encode_partition(IndexNumber index, std::span<const AttributeValue> values) {
  std::string components;
  for (const AttributeValue& value : values) append_component(components, value);
  return start_key(index, components);
}

KeyRange query_range(const StateKey& partition, std::span<const AttributeValue> equal,
                     const std::optional<SortCondition>& condition) {
  std::string prefix = partition.bytes;
  for (const AttributeValue& value : equal) append_component(prefix, value);
  if (!condition) return {prefix, prefix_end(prefix)};

  // All keys whose component is the value lie in [at, after).
  std::string at = prefix;
  append_component(at, condition->value);
  const std::string after = prefix_end(at);
  using Operator = SortCondition::Operator;
  switch (condition->op) {
    case Operator::eq:
      return {at, after};
    case Operator::lt:
      return {prefix, at};
    case Operator::le:
      return {prefix, after};
    case Operator::gt:
      return {after, prefix_end(prefix)};
    case Operator::ge:
      return {at, prefix_end(prefix)};
    case Operator::between: {
      std::string upper = prefix;
      append_component(upper, condition->upper);
      return {at, prefix_end(upper)};
    }
    case Operator::begins_with: {
      if (condition->value.type() == Type::N) break;
      std::string beginning = prefix;
      append_component_prefix(beginning, condition->value);
      return {beginning, prefix_end(beginning)};
    }
  }
  return {prefix, prefix};
}

KeyRange index_range(IndexNumber index) {
  std::string begin;
  append_u32(begin, index);
  return {begin, prefix_end(begin)};
}

KeyRange segment_range(IndexNumber index, std::uint32_t segment, std::uint32_t total_segments) {
  KeyRange range = index_range(index);
  // Where a segment begins in the space of 2^32 hashes.
  const auto begin_of = [total_segments](std::uint64_t i) { return (i << 32) / total_segments; };
  if (segment > 0) range.begin = key_front(index, begin_of(segment));
  if (segment + 1 < total_segments) range.end = key_front(index, begin_of(segment + 1ULL));
  return range;
}

std::optional<IndexNumber> index_of_key(std::string_view key) {
  return Decoder(key).u32();
}

std::size_t key_component_bytes(const AttributeValue& value) {
  if (const auto* text = value.get_if<std::string>()) return text->size();
  if (const auto* number = value.get_if<Number>()) return number->size_bytes();
  if (const auto* binary = value.get_if<Binary>()) return binary->bytes.size();
  return 0;
}

}  // namespace quondam::item
