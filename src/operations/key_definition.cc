#include "operations/key_definition.h"

#include <fmt/format.h>

#include <algorithm>

namespace quondam::operations {
namespace {

struct KeyElement {
  std::string_view name;
  std::string_view key_type;
};

item::Type scalar_type(std::string_view name) {
  if (name == "S") return item::Type::S;
  return name == "N" ? item::Type::N : item::Type::B;
}

std::vector<KeyElement> read_elements(const Fields& fields) {
  std::vector<KeyElement> elements;
  for (const Fields& element : fields.structures("KeySchema")) {
    elements.push_back({*element.string("AttributeName"), *element.string("KeyType")});
  }
  return elements;
}

// Partition attributes first, then sort attributes, not more than allowed of each.
ApiExpected<void> check_key_types(const std::vector<KeyElement>& elements, std::size_t most) {
  if (elements[0].key_type != "HASH") {
    return refuse(
        validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"));
  }
  if (most == kMostInTableKey) {
    if (elements.size() > 1 && elements[1].key_type != "RANGE") {
      return refuse(
          validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"));
    }
    return {};
  }
  const auto first_sort = std::ranges::find(elements, "RANGE", &KeyElement::key_type);
  if (std::find_if(first_sort, elements.end(), [](const KeyElement& element) {
        return element.key_type == "HASH";
      }) != elements.end()) {
    return refuse(validation(
        "Invalid KeySchema: All HASH key attributes must come before the RANGE key attributes"));
  }
  const auto partitions = static_cast<std::size_t>(first_sort - elements.begin());
  if (partitions > most || elements.size() - partitions > most) {
    return refuse(validation(
        fmt::format("Invalid KeySchema: An index can have at most {0} HASH and {0} RANGE key "
                    "attributes",
                    most)));
  }
  return {};
}

ApiExpected<void> check(const std::vector<KeyElement>& elements, const Definitions& definitions,
                        std::size_t most) {
  std::vector<std::string_view> keys;
  for (const KeyElement& element : elements) keys.push_back(element.name);
  if (std::ranges::any_of(keys, [&](auto key) { return !contains(definitions, key); })) {
    return refuse(invalid_parameter(fmt::format(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], "
        "AttributeDefinitions: {}",
        fmt::join(keys, ", "), names_of(definitions))));
  }
  std::ranges::sort(keys);
  if (std::ranges::adjacent_find(keys) != keys.end()) {
    return refuse(validation(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name"));
  }
  return check_key_types(elements, most);
}

}  // namespace

ApiExpected<Definitions> read_definitions(const Fields& fields) {
  Definitions definitions;
  for (const Fields& definition : fields.structures("AttributeDefinitions")) {
    const std::string_view name = *definition.string("AttributeName");
    if (contains(definitions, name)) {
      return refuse(validation(fmt::format("Attribute Name is duplicated: {}", name)));
    }
    definitions.push_back({std::string(name), scalar_type(*definition.string("AttributeType"))});
  }
  return definitions;
}

ApiExpected<item::KeySchema> read_table_key(const Fields& fields, const Definitions& definitions) {
  if (fields.structures("KeySchema").size() > definitions.size()) {
    return refuse(validation("Invalid KeySchema: Some index key attribute have no definition"));
  }
  return read_key_schema(fields, definitions, kMostInTableKey);
}

ApiExpected<item::KeySchema> read_key_schema(const Fields& fields, const Definitions& definitions,
                                             std::size_t most) {
  const std::vector<KeyElement> elements = read_elements(fields);
  QUONDAM_TRY(check(elements, definitions, most));
  item::KeySchema schema;
  for (const KeyElement& element : elements) {
    auto& attributes = element.key_type == "HASH" ? schema.partition : schema.sort;
    attributes.push_back(*std::ranges::find(definitions, element.name, &item::KeyAttribute::name));
  }
  return schema;
}

std::vector<item::KeyAttribute> key_attributes(const item::KeySchema& schema) {
  std::vector<item::KeyAttribute> all = schema.partition;
  all.insert(all.end(), schema.sort.begin(), schema.sort.end());
  return all;
}

bool contains(const std::vector<item::KeyAttribute>& attributes, std::string_view name) {
  return std::ranges::find(attributes, name, &item::KeyAttribute::name) != attributes.end();
}

std::string names_of(const std::vector<item::KeyAttribute>& attributes) {
  std::string text = "[";
  for (const item::KeyAttribute& attribute : attributes) {
    if (text.size() > 1) text += ", ";
    text += attribute.name;
  }
  return text + "]";
}

}  // namespace quondam::operations
