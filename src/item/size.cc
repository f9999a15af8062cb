#include "item/size.h"

#include <algorithm>

namespace quondam::item {

namespace {

constexpr std::size_t kContainerBytes = 3;
constexpr std::size_t kElementBytes = 1;

struct ValueSize {
  std::size_t operator()(const std::string& v) const { return v.size(); }
  std::size_t operator()(const Number& v) const { return v.size_bytes(); }
  std::size_t operator()(const Binary& v) const { return v.bytes.size(); }
  std::size_t operator()(bool) const { return 1; }
  std::size_t operator()(const Null&) const { return 1; }
  std::size_t operator()(const StringSet& v) const { return sum(v.values); }
  std::size_t operator()(const NumberSet& v) const { return sum(v.values); }
  std::size_t operator()(const BinarySet& v) const { return sum(v.values); }
  std::size_t operator()(const List& v) const {
    std::size_t total = kContainerBytes + v.size() * kElementBytes;
    for (const AttributeValue& element : v) total += size_bytes(element);
    return total;
  }
  std::size_t operator()(const Map& v) const {
    return kContainerBytes + v.size() * kElementBytes + size_bytes(v);
  }

 private:
  template <typename T>
  std::size_t sum(const std::vector<T>& values) const {
    std::size_t total = 0;
    for (const T& value : values) total += (*this)(value);
    return total;
  }
};

}  // namespace

std::size_t size_bytes(const AttributeValue& value) {
  return std::visit(ValueSize{}, value.alternatives());
}

std::size_t size_bytes(const Item& item) {
  std::size_t total = 0;
  for (const auto& [name, value] : item) total += name.size() + size_bytes(value);
  return total;
}

int nesting_levels(const AttributeValue& value) {
  int below = 0;
  if (const auto* list = value.get_if<List>()) {
    for (const AttributeValue& element : *list) below = std::max(below, nesting_levels(element));
  } else if (const auto* map = value.get_if<Map>()) {
    below = nesting_levels(*map);
  }
  return 1 + below;
}

int nesting_levels(const Item& item) {
  int deepest = 0;
  for (const auto& [name, value] : item) deepest = std::max(deepest, nesting_levels(value));
  return deepest;
}

}  // namespace quondam::item
