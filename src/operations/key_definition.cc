#include "operations/key_definition.h"

#include <fmt/format.h>

#include <algorithm>

namespace quondam::operations {
namespace {

struct Definition {
  std::string_view name;
  item::Type type;
};

struct KeyElement {
  std::string_view name;
  std::string_view key_type;
};

item::Type scalar_type(std::string_view name) {
  if (name == "S") return item::Type::S;
  return name == "N" ? item::Type::N : item::Type::B;
}

ApiExpected<std::vector<Definition>> read_definitions(const Request& request) {
  std::vector<Definition> definitions;
  for (const Fields& fields : request.structures("AttributeDefinitions")) {
    const Definition definition{*fields.string("AttributeName"),
                                scalar_type(*fields.string("AttributeType"))};
    if (std::ranges::find(definitions, definition.name, &Definition::name) != definitions.end()) {
      return refuse(validation(fmt::format("Attribute Name is duplicated: {}", definition.name)));
    }
    definitions.push_back(definition);
  }
  return definitions;
}

std::vector<KeyElement> read_elements(const Request& request) {
  std::vector<KeyElement> elements;
  for (const Fields& fields : request.structures("KeySchema")) {
    elements.push_back({*fields.string("AttributeName"), *fields.string("KeyType")});
  }
  return elements;
}

std::vector<std::string_view> names_of(const auto& all) {
  std::vector<std::string_view> names;
  for (const auto& one : all) names.push_back(one.name);
  return names;
}

// AWS's checks in AWS's order.
ApiExpected<void> check(const std::vector<KeyElement>& elements,
                        const std::vector<Definition>& definitions) {
  if (elements.size() > definitions.size()) {
    return refuse(validation("Invalid KeySchema: Some index key attribute have no definition"));
  }
  const auto defined = names_of(definitions);
  const auto keys = names_of(elements);
  if (std::ranges::any_of(
          keys, [&](auto key) { return std::ranges::find(defined, key) == defined.end(); })) {
    return refuse(invalid_parameter(fmt::format(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], "
        "AttributeDefinitions: [{}]",
        fmt::join(keys, ", "), fmt::join(defined, ", "))));
  }
  if (keys.size() > 1 && keys[0] == keys[1]) {
    return refuse(validation(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name"));
  }
  if (elements[0].key_type != "HASH") {
    return refuse(
        validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"));
  }
  if (elements.size() > 1 && elements[1].key_type != "RANGE") {
    return refuse(
        validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"));
  }
  if (elements.size() != definitions.size()) {
    return refuse(invalid_parameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions"));
  }
  return {};
}

}  // namespace

ApiExpected<item::KeySchema> read_key_schema(const Request& request) {
  QUONDAM_ASSIGN(const std::vector<Definition> definitions, read_definitions(request));
  const std::vector<KeyElement> elements = read_elements(request);
  QUONDAM_TRY(check(elements, definitions));
  item::KeySchema schema;
  for (const KeyElement& element : elements) {
    const auto definition = std::ranges::find(definitions, element.name, &Definition::name);
    auto& attributes = element.key_type == "HASH" ? schema.partition : schema.sort;
    attributes.push_back({std::string(element.name), definition->type});
  }
  return schema;
}

}  // namespace quondam::operations
