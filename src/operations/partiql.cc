#include "operations/partiql.h"

#include "item/json.h"
#include "item/size.h"

namespace quondam::operations {

ApiExpected<std::vector<item::AttributeValue>> read_parameters(const Fields& fields) {
  std::vector<item::AttributeValue> parameters;
  const simdjson::dom::element* given = fields.find("Parameters");
  if (given == nullptr) return parameters;
  const simdjson::dom::array elements = given->get_array().value_unsafe();
  for (const simdjson::dom::element element : elements) {
    if (element.is_null()) continue;
    QUONDAM_ASSIGN(item::AttributeValue value, item::attribute_value_from_json(element));
    if (item::nesting_levels(value) > item::kMaxNestingLevels) {
      return refuse(
          validation("Nesting Levels have exceeded supported limits: Attributes in the item have "
                     "nested levels beyond supported limit"));
    }
    parameters.push_back(std::move(value));
  }
  return parameters;
}

ApiExpected<partiql::Statement> read_statement(const Fields& fields) {
  QUONDAM_ASSIGN(const std::vector<item::AttributeValue> parameters, read_parameters(fields));
  QUONDAM_ASSIGN(partiql::Statement statement,
                 partiql::parse_statement(*fields.string("Statement"), parameters));
  return statement;
}

std::string identity_of(const Fields& fields) {
  std::string identity(*fields.string("Statement"));
  identity.push_back('\0');
  if (const auto* given = fields.find("Parameters"))
    identity += std::string(simdjson::minify(*given));
  return identity;
}

}  // namespace quondam::operations
