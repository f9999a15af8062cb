#include "operations/item_limits.h"

#include <fmt/format.h>

#include "item/size.h"
#include "operations/item_key.h"

namespace quondam::operations {
namespace {

tl::unexpected<Error> invalid(std::string message) {
  return fail(ErrorCode::validation, std::move(message));
}

Result<void> check_index_key(const catalog::Index& index, const item::KeyAttribute& attribute,
                             const item::AttributeValue& value, bool partition, ValuesFrom from) {
  if (value.type() != attribute.type) {
    if (from == ValuesFrom::update) {
      return invalid(
          "The update expression attempted to update the secondary index key to unsupported type");
    }
    return invalid(
        fmt::format("One or more parameter values were invalid: Type mismatch for Index Key {} "
                    "Expected: {} Actual: {} IndexName: {}",
                    attribute.name, item::type_name(attribute.type), item::type_name(value.type()),
                    index.name));
  }
  const std::size_t bytes = item::key_component_bytes(value);
  const std::string_view kind = attribute.type == item::Type::S ? "string" : "binary";
  if (bytes == 0 && from != ValuesFrom::item) {
    return invalid(fmt::format(
        "One or more parameter values are not valid. The update expression attempted to update a "
        "secondary index key to a value that is not supported. The AttributeValue for a key "
        "attribute cannot contain an empty {} value.",
        kind));
  }
  if (bytes == 0) {
    return invalid(fmt::format(
        "One or more parameter values are not valid. A value specified for a secondary index key "
        "is not supported. The AttributeValue for a key attribute cannot contain an empty {} "
        "value. IndexName: {}, IndexKey: {}",
        kind, index.name, attribute.name));
  }
  return check_key_bytes(bytes, partition);
}

}  // namespace

Result<void> check_item_limits(const item::Item& item, std::string_view too_large) {
  if (item::size_bytes(item) > item::kMaxItemBytes) return invalid(std::string(too_large));
  if (item::nesting_levels(item) > item::kMaxNestingLevels) {
    return invalid(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
  }
  return {};
}

Result<void> check_index_keys(const catalog::Table& table, const item::Item& item,
                              ValuesFrom from) {
  for (const catalog::Index& index : table.indexes) {
    for (const auto* attributes : {&index.keys.partition, &index.keys.sort}) {
      for (const item::KeyAttribute& attribute : *attributes) {
        const auto found = item.find(attribute.name);
        if (found == item.end()) continue;
        QUONDAM_TRY(check_index_key(index, attribute, found->second,
                                    attributes == &index.keys.partition, from));
      }
    }
  }
  return {};
}

}  // namespace quondam::operations
