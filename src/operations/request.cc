#include "operations/request.h"

#include <cassert>
#include <cmath>

#include "item/json.h"
#include "operations/constraints.h"
#include "operations/json_types.h"

namespace quondam::operations {
namespace dom = simdjson::dom;

Fields::Fields(const Shape& structure, dom::object object) : shape_(&structure) {
  assert(structure.members.size() <= kMaxMembers);
  for (const auto [name, value] : object) {
    for (std::size_t i = 0; i < structure.members.size(); ++i) {
      if (structure.members[i].name != name) continue;
      values_[i] = value;  // of members given twice the last one counts, as with AWS
      present_[i] = !value.is_null();
      break;
    }
  }
}

const dom::element* Fields::find(std::string_view name) const {
  for (std::size_t i = 0; i < shape_->members.size(); ++i) {
    if (shape_->members[i].name == name) return at(i);
  }
  assert(false && "the shape has no such member");
  return nullptr;
}

std::optional<std::string_view> Fields::string(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->get_string().value_unsafe();
}

std::optional<std::int64_t> Fields::integer(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return std::nullopt;
  return integer_of(*value);
}

std::optional<bool> Fields::boolean(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return std::nullopt;
  return boolean_of(*value);
}

std::optional<double> Fields::timestamp(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->get_double().value_unsafe();
}

std::optional<Fields> Fields::structure(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return std::nullopt;
  for (const Member& member : shape_->members) {
    if (member.name == name) return Fields(*member.shape, value->get_object().value_unsafe());
  }
  return std::nullopt;
}

std::vector<Fields> Fields::structures(std::string_view name) const {
  std::vector<Fields> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  for (const Member& member : shape_->members) {
    if (member.name != name) continue;
    const dom::array elements = value->get_array().value_unsafe();
    for (const dom::element element : elements) {
      if (!element.is_null())
        all.emplace_back(*member.shape->element, element.get_object().value_unsafe());
    }
  }
  return all;
}

std::vector<std::string_view> Fields::strings(std::string_view name) const {
  std::vector<std::string_view> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  const dom::array elements = value->get_array().value_unsafe();
  for (const dom::element element : elements) {
    if (!element.is_null()) all.push_back(element.get_string().value_unsafe());
  }
  return all;
}

std::vector<std::pair<std::string_view, std::string_view>> Fields::string_map(
    std::string_view name) const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  const dom::object members = value->get_object().value_unsafe();
  for (const auto [key, element] : members) {
    if (!element.is_null()) all.emplace_back(key, element.get_string().value_unsafe());
  }
  return all;
}

ApiExpected<void> Request::read_types() {
  for (std::size_t i = 0; i < shape().members.size(); ++i) {
    const dom::element* value = at(i);
    if (value == nullptr) continue;
    const Member& member = shape().members[i];
    const bool of_attributes = member.shape->kind == Shape::Kind::map &&
                               member.shape->element->kind == Shape::Kind::attribute_value;
    if (!of_attributes || !value->is_object()) {
      QUONDAM_TRY(check_json_type(*member.shape, *value, Position::member));
      continue;
    }
    Attributes& read = attributes_.emplace_back(member.name, Attributes{}).second;
    const dom::object object = value->get_object().value_unsafe();
    read.reserve(object.size());
    for (const auto [name, element] : object) {
      if (element.is_null()) continue;
      auto attribute = item::attribute_value_from_json(element);
      if (!attribute && attribute.error().code == ErrorCode::serialization) {
        return refuse(std::move(attribute).error());
      }
      read.emplace_back(name, std::move(attribute));
    }
  }
  return {};
}

ApiExpected<Request> Request::parse(const Shape& shape, dom::element json) {
  if (!json.is_object()) return refuse(serialization());
  Request request(shape, json.get_object().value_unsafe());
  QUONDAM_TRY(request.read_types());
  QUONDAM_TRY(check_constraints(request));
  return request;
}

const Request::Attributes* Request::attributes(std::string_view name) const {
  for (const auto& [parameter, attributes] : attributes_) {
    if (parameter == name) return &attributes;
  }
  return nullptr;
}

Result<item::Item> Request::item(std::string_view name) const {
  item::Item item;
  const Attributes* given = attributes(name);
  if (given == nullptr) return item;
  for (const auto& [attribute, value] : *given) {
    if (!value) return tl::unexpected(value.error());
    item.insert_or_assign(std::string(attribute), *value);
  }
  return item;
}

}  // namespace quondam::operations
