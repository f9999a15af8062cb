// A request's parameters: checked against the operation's shape once, then read by name.
//
// The checks come in AWS's order: first the JSON types of the whole request
// (SerializationException), then everything that the shape says, all failures in one message
// (ValidationException). Attribute values are read during the first step; what is wrong with their
// content comes out where the operation asks for them, because AWS checks it later still.
#pragma once

#include <simdjson.h>

#include <array>
#include <bitset>
#include <forward_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "item/attribute_value.h"
#include "operations/api_error.h"
#include "operations/shape.h"

namespace quondam::operations {

// The members of one structure. Views into the parsed document, which the caller keeps. A name that
// the shape does not have is a programming error. JSON's null is as good as absent.
class Fields {
 public:
  static constexpr std::size_t kMaxMembers = 20;
  // Attribute values by name, each read or refused.
  using Attributes = std::vector<std::pair<std::string_view, Result<item::AttributeValue>>>;

  Fields(const Shape& structure, simdjson::dom::object object);

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::optional<std::string_view> string(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  // Seconds since the epoch, with fractions.
  [[nodiscard]] std::optional<double> timestamp(std::string_view name) const;
  [[nodiscard]] std::optional<Fields> structure(std::string_view name) const;
  // The elements of a list, without nulls; empty when absent.
  [[nodiscard]] std::vector<Fields> structures(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> strings(std::string_view name) const;
  // Maps of strings, of structures, of lists of structures; without nulls.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> string_map(
      std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string_view, Fields>> structure_map(
      std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string_view, std::vector<Fields>>> structure_lists(
      std::string_view name) const;

  // A map of attribute values (Item, Key, ...); nullptr when absent.
  [[nodiscard]] const Attributes* attributes(std::string_view name) const;
  // The same as an item, which is empty when the member is absent; or what is wrong with its first
  // bad value.
  [[nodiscard]] Result<item::Item> item(std::string_view name) const;
  // A list of such maps, each as an item or refused.
  [[nodiscard]] std::vector<Result<item::Item>> items(std::string_view name) const;

  [[nodiscard]] const Shape& shape() const { return *shape_; }
  // The member's JSON, or nullptr.
  [[nodiscard]] const simdjson::dom::element* find(std::string_view name) const;
  [[nodiscard]] const simdjson::dom::element* at(std::size_t member) const {
    return present_[member] ? &values_[member] : nullptr;
  }

 protected:
  void keep(std::string_view name, Attributes attributes) const {
    read_.emplace_front(name, std::move(attributes));
  }

 private:
  [[nodiscard]] const Shape& member_shape(std::string_view name) const;

  const Shape* shape_;
  std::array<simdjson::dom::element, kMaxMembers> values_;
  std::bitset<kMaxMembers> present_;
  // The attribute maps read so far: the whole request is read by one thread.
  mutable std::forward_list<std::pair<std::string_view, Attributes>> read_;
};

class Request : public Fields {
 public:
  // Makes both checks described above.
  static ApiExpected<Request> parse(const Shape& shape, simdjson::dom::element json);

 private:
  Request(const Shape& shape, simdjson::dom::object object) : Fields(shape, object) {}
  ApiExpected<void> read_types();
};

}  // namespace quondam::operations
