// DynamoDB's attribute values (API reference: AttributeValue). A value type: copies are deep,
// equality is DynamoDB's (numbers by value, sets without order).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "item/number.h"

namespace quondam::item {

class AttributeValue;

using List = std::vector<AttributeValue>;
// Attribute names in UTF-8 byte order, so that every rendering of an item is deterministic.
using Map = std::map<std::string, AttributeValue, std::less<>>;

struct Binary {
  std::string bytes;
  friend auto operator<=>(const Binary&, const Binary&) = default;
};
struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};
// Sets: non-empty, without duplicates, sorted (by UTF-8 bytes, by numeric value, by unsigned
// bytes), which makes equality order-free.
struct StringSet {
  std::vector<std::string> values;
  friend bool operator==(const StringSet&, const StringSet&) = default;
};
struct NumberSet {
  std::vector<Number> values;
  friend bool operator==(const NumberSet&, const NumberSet&) = default;
};
struct BinarySet {
  std::vector<Binary> values;
  friend bool operator==(const BinarySet&, const BinarySet&) = default;
};

// The order of the alternatives is the stored type tag: never reorder (docs/formats/item.md).
enum class Type : unsigned char { S, N, B, BOOL, NUL, SS, NS, BS, L, M };

// DynamoDB's name of a type: "S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M".
std::string_view type_name(Type type);

class AttributeValue {
 public:
  using Alternatives = std::variant<std::string, Number, Binary, bool, Null, StringSet, NumberSet,
                                    BinarySet, List, Map>;

  AttributeValue() : value_(Null{}) {}
  AttributeValue(std::string v) : value_(std::move(v)) {}
  AttributeValue(const char* v) : value_(std::string(v)) {}
  AttributeValue(Number v) : value_(std::move(v)) {}
  AttributeValue(Binary v) : value_(std::move(v)) {}
  explicit AttributeValue(bool v) : value_(v) {}
  AttributeValue(Null v) : value_(v) {}
  AttributeValue(StringSet v) : value_(std::move(v)) {}
  AttributeValue(NumberSet v) : value_(std::move(v)) {}
  AttributeValue(BinarySet v) : value_(std::move(v)) {}
  AttributeValue(List v) : value_(std::move(v)) {}
  AttributeValue(Map v) : value_(std::move(v)) {}

  [[nodiscard]] Type type() const { return static_cast<Type>(value_.index()); }

  // The alternative T, or nullptr when the value has another type.
  template <typename T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(&value_);
  }
  template <typename T>
  [[nodiscard]] T* get_if() {
    return std::get_if<T>(&value_);
  }
  [[nodiscard]] const Alternatives& alternatives() const { return value_; }

  friend bool operator==(const AttributeValue&, const AttributeValue&) = default;

 private:
  Alternatives value_;
};

// An item is a map of attributes; its primary key is part of it.
using Item = Map;

}  // namespace quondam::item
