#include "ops/json_fields.h"

#include <cmath>

namespace quondam::ops {
namespace {

template <typename T>
T value_of(simdjson::dom::element json, std::string_view name) {
  T value{};
  if (json[name].get(value) != simdjson::SUCCESS) return T{};
  return value;
}

}  // namespace

std::string_view text_of(simdjson::dom::element json, std::string_view name) {
  return value_of<std::string_view>(json, name);
}

std::uint64_t count_of(simdjson::dom::element json, std::string_view name) {
  return value_of<std::uint64_t>(json, name);
}

bool flag_of(simdjson::dom::element json, std::string_view name) {
  return value_of<bool>(json, name);
}

std::optional<Micros> time_of(simdjson::dom::element json, std::string_view name) {
  double seconds = 0;
  if (json[name].get(seconds) != simdjson::SUCCESS || !(seconds >= 0)) return std::nullopt;
  return static_cast<Micros>(std::llround(seconds * kMicrosPerSecond));
}

std::optional<simdjson::dom::element> member_of(simdjson::dom::element json,
                                                std::string_view name) {
  simdjson::dom::element member;
  if (json[name].get(member) != simdjson::SUCCESS) return std::nullopt;
  return member;
}

std::vector<simdjson::dom::element> array_of(simdjson::dom::element json, std::string_view name) {
  simdjson::dom::array found;
  if (json[name].get(found) != simdjson::SUCCESS) return {};
  return {found.begin(), found.end()};
}

}  // namespace quondam::ops
