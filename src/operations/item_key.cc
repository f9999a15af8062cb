#include "operations/item_key.h"

#include <fmt/format.h>

namespace quondam::operations {
namespace {

constexpr std::size_t kMaxPartitionKeyBytes = 2048;
constexpr std::size_t kMaxSortKeyBytes = 1024;
constexpr std::string_view kSchemaMismatch = "The provided key element does not match the schema";

std::size_t attributes_of(const item::KeySchema& schema) {
  return schema.partition.size() + schema.sort.size();
}

bool is_empty(const item::AttributeValue& value) {
  if (const auto* text = value.get_if<std::string>()) return text->empty();
  if (const auto* binary = value.get_if<item::Binary>()) return binary->bytes.empty();
  return false;
}

// What holds for a key attribute's value of the right type.
ApiExpected<void> check_value(const item::KeyAttribute& attribute,
                              const item::AttributeValue& value, bool partition) {
  if (is_empty(value)) {
    return refuse(validation(fmt::format(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
        "contain an empty {} value. Key: {}",
        attribute.type == item::Type::S ? "string" : "binary", attribute.name)));
  }
  QUONDAM_TRY(check_key_bytes(item::key_component_bytes(value), partition));
  return {};
}

// Applies `check(attribute, value or nullptr, is partition)` to the key attributes in order.
template <typename Check>
ApiExpected<void> for_each_key_attribute(const item::KeySchema& schema, const item::Item& item,
                                         const Check& check) {
  for (const bool partition : {true, false}) {
    for (const item::KeyAttribute& attribute : partition ? schema.partition : schema.sort) {
      const auto found = item.find(attribute.name);
      QUONDAM_TRY(check(attribute, found == item.end() ? nullptr : &found->second, partition));
    }
  }
  return {};
}

ApiExpected<timeline::RowKey> encode(const item::KeySchema& schema, const item::Item& item) {
  auto key = item::encode_key(schema, item);
  if (!key) return refuse(validation(std::string(kSchemaMismatch)));
  return timeline::RowKey{key->partition, std::move(key->bytes)};
}

}  // namespace

Result<void> check_key_bytes(std::size_t bytes, bool partition) {
  if (partition && bytes > kMaxPartitionKeyBytes) {
    return fail(ErrorCode::validation,
                fmt::format("One or more parameter values were invalid: Size of hashkey has "
                            "exceeded the maximum size limit of{} bytes",
                            kMaxPartitionKeyBytes));
  }
  if (!partition && bytes > kMaxSortKeyBytes) {
    return fail(ErrorCode::validation,
                fmt::format("One or more parameter values were invalid: Aggregated size of all "
                            "range keys has exceeded the size limit of {} bytes",
                            kMaxSortKeyBytes));
  }
  return {};
}

ApiExpected<timeline::RowKey> row_of_key(const item::KeySchema& schema, const item::Item& key) {
  if (key.size() != attributes_of(schema)) return refuse(validation(std::string(kSchemaMismatch)));
  QUONDAM_TRY(for_each_key_attribute(
      schema, key,
      [](const item::KeyAttribute& attribute, const item::AttributeValue* value,
         bool partition) -> ApiExpected<void> {
        if (value == nullptr || value->type() != attribute.type) {
          return refuse(validation(std::string(kSchemaMismatch)));
        }
        return check_value(attribute, *value, partition);
      }));
  return encode(schema, key);
}

ApiExpected<timeline::RowKey> row_of_item(const item::KeySchema& schema, const item::Item& item) {
  QUONDAM_TRY(for_each_key_attribute(
      schema, item,
      [](const item::KeyAttribute& attribute, const item::AttributeValue* value,
         bool partition) -> ApiExpected<void> {
        if (value == nullptr) {
          return refuse(
              invalid_parameter(fmt::format("Missing the key {} in the item", attribute.name)));
        }
        if (value->type() != attribute.type) {
          return refuse(invalid_parameter(
              fmt::format("Type mismatch for key {} expected: {} actual: {}", attribute.name,
                          item::type_name(attribute.type), item::type_name(value->type()))));
        }
        return check_value(attribute, *value, partition);
      }));
  return encode(schema, item);
}

ApiExpected<timeline::RowKey> row_of_entry(const catalog::Table& table, const catalog::Index& index,
                                           const item::Item& key) {
  constexpr std::string_view kInvalid = "The provided starting key is invalid";
  const auto part_of = [&](const item::KeySchema& schema) {
    item::Item part;
    for (const auto* attributes : {&schema.partition, &schema.sort}) {
      for (const item::KeyAttribute& attribute : *attributes) {
        if (const auto found = key.find(attribute.name); found != key.end()) part.insert(*found);
      }
    }
    return part;
  };
  const item::Item index_key = part_of(index.keys);
  const item::Item table_key = part_of(table.keys);
  item::Item all = index_key;
  all.insert(table_key.begin(), table_key.end());
  const bool complete = index_key.size() == attributes_of(index.keys) &&
                        table_key.size() == attributes_of(table.keys);
  if (!complete || all.size() != key.size()) return refuse(validation(std::string(kInvalid)));
  QUONDAM_TRY(row_of_key(index.keys, index_key));
  if (const auto row = row_of_key(table.keys, table_key); !row)
    return refuse(validation(fmt::format("{}: {}", kInvalid, row.error().message)));
  auto row = item::encode_index_key(index.number, index.keys, table.keys, key);
  if (!row) return refuse(validation(std::string(kSchemaMismatch)));
  return timeline::RowKey{row->partition, std::move(row->bytes)};
}

}  // namespace quondam::operations
