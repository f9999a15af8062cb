#include "expressions/testing/expressions.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "expressions/projection.h"
#include "item/json.h"

namespace quondam::expressions::testing {
namespace {

template <typename T>
T value_or_abort(Result<T> result, std::string_view source) {
  if (!result) {
    std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(source.size()), source.data(),
                 result.error().message.c_str());
    std::abort();
  }
  return *std::move(result);
}

}  // namespace

item::Item item_of(std::string_view json) {
  return value_or_abort(item::parse_item(json), json);
}

Placeholders placeholders_of(const Names& names, std::string_view values) {
  std::optional<Placeholders::Names> parsed_names;
  if (!names.empty()) parsed_names.emplace(names.begin(), names.end());
  std::optional<Placeholders::ParsedValues> parsed_values;
  if (!values.empty()) {
    parsed_values.emplace();
    for (auto& [key, value] : item_of(values)) parsed_values->emplace(key, std::move(value));
  }
  return value_or_abort(Placeholders::create(std::move(parsed_names), std::move(parsed_values)),
                        values);
}

Path path_of(std::string_view text) {
  Placeholders none;
  return value_or_abort(parse_projection(text, none), text).paths.front();
}

}  // namespace quondam::expressions::testing
