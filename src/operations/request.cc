#include "operations/request.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "item/json.h"
#include "operations/constraints.h"
#include "operations/json_types.h"

namespace quondam::operations {
namespace dom = simdjson::dom;
namespace {

std::vector<Fields> structures_in(const Shape& element_shape, dom::element list) {
  std::vector<Fields> all;
  const dom::array elements = list.get_array().value_unsafe();
  for (const dom::element element : elements) {
    if (!element.is_null()) all.emplace_back(element_shape, element.get_object().value_unsafe());
  }
  return all;
}

Fields::Attributes read_attributes(dom::object object) {
  Fields::Attributes read;
  read.reserve(object.size());
  for (const auto [name, element] : object) {
    if (!element.is_null()) read.emplace_back(name, item::attribute_value_from_json(element));
  }
  return read;
}

Result<item::Item> item_of(const Fields::Attributes& attributes) {
  item::Item item;
  for (const auto& [attribute, value] : attributes) {
    if (!value) return tl::unexpected(value.error());
    item.insert_or_assign(std::string(attribute), *value);
  }
  return item;
}

}  // namespace

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

const Shape& Fields::member_shape(std::string_view name) const {
  return *std::ranges::find(shape_->members, name, &Member::name)->shape;
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
  return Fields(member_shape(name), value->get_object().value_unsafe());
}

std::vector<Fields> Fields::structures(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return {};
  return structures_in(*member_shape(name).element, *value);
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

std::vector<std::pair<std::string_view, Fields>> Fields::structure_map(
    std::string_view name) const {
  std::vector<std::pair<std::string_view, Fields>> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  const Shape& element_shape = *member_shape(name).element;
  const dom::object members = value->get_object().value_unsafe();
  for (const auto [key, element] : members) {
    if (!element.is_null())
      all.emplace_back(key, Fields(element_shape, element.get_object().value_unsafe()));
  }
  return all;
}

std::vector<std::pair<std::string_view, std::vector<Fields>>> Fields::structure_lists(
    std::string_view name) const {
  std::vector<std::pair<std::string_view, std::vector<Fields>>> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  const Shape& element_shape = *member_shape(name).element->element;
  const dom::object members = value->get_object().value_unsafe();
  for (const auto [key, list] : members) {
    if (!list.is_null()) all.emplace_back(key, structures_in(element_shape, list));
  }
  return all;
}

const Fields::Attributes* Fields::attributes(std::string_view name) const {
  const dom::element* value = find(name);
  if (value == nullptr) return nullptr;
  for (const auto& [member, attributes] : read_) {
    if (member == name) return &attributes;
  }
  keep(name, read_attributes(value->get_object().value_unsafe()));
  return &read_.front().second;
}

Result<item::Item> Fields::item(std::string_view name) const {
  const Attributes* given = attributes(name);
  return given == nullptr ? item::Item() : item_of(*given);
}

std::vector<Result<item::Item>> Fields::items(std::string_view name) const {
  std::vector<Result<item::Item>> all;
  const dom::element* value = find(name);
  if (value == nullptr) return all;
  const dom::array elements = value->get_array().value_unsafe();
  for (const dom::element element : elements) {
    if (!element.is_null())
      all.push_back(item_of(read_attributes(element.get_object().value_unsafe())));
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
    // Read here already: this is most of what a PutItem has to say.
    Attributes read = read_attributes(value->get_object().value_unsafe());
    for (auto& [name, attribute] : read) {
      if (!attribute && attribute.error().code == ErrorCode::serialization)
        return refuse(std::move(attribute).error());
    }
    keep(member.name, std::move(read));
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

}  // namespace quondam::operations
