#include "expressions/placeholders.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace quondam::expressions {
namespace {

constexpr std::size_t kMaxPlaceholderBytes = 255;

bool is_placeholder(std::string_view text, char sigil) {
  return text.size() > 1 && text[0] == sigil &&
         std::all_of(text.begin() + 1, text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

tl::unexpected<Error> invalid_key(std::string_view parameter, std::string_view detail) {
  return fail(ErrorCode::validation, fmt::format("{} contains invalid key: {}", parameter, detail));
}

Result<void> check_key(std::string_view parameter, std::string_view key, char sigil) {
  if (key.size() > kMaxPlaceholderBytes) {
    return invalid_key(parameter, fmt::format("The expression attribute map contains a key that is "
                                              "too long; size of key: {}",
                                              key.size()));
  }
  if (!is_placeholder(key, sigil)) {
    return invalid_key(parameter, fmt::format("Syntax error; key: \"{}\"", key));
  }
  return {};
}

// The placeholders of `all` that `used` has not, as DynamoDB lists them.
template <typename Map, typename Set>
std::string unused(const Map& all, const Set& used) {
  std::string keys;
  for (const auto& [key, value] : all) {
    if (used.contains(key)) continue;
    if (!keys.empty()) keys += ", ";
    keys += key;
  }
  return keys;
}

}  // namespace

Result<Placeholders> Placeholders::create(std::optional<Names> names,
                                          std::optional<ParsedValues> values) {
  Placeholders placeholders;
  if (names) {
    if (names->empty()) {
      return fail(ErrorCode::validation, "ExpressionAttributeNames must not be empty");
    }
    for (const auto& [key, name] : *names) {
      QUONDAM_TRY(check_key("ExpressionAttributeNames", key, '#'));
      if (name.empty()) {
        return fail(ErrorCode::validation,
                    fmt::format("ExpressionAttributeNames contains invalid value: Empty attribute "
                                "name for key {}",
                                key));
      }
    }
    placeholders.names_ = *std::move(names);
  }
  if (values) {
    if (values->empty()) {
      return fail(ErrorCode::validation, "ExpressionAttributeValues must not be empty");
    }
    for (const auto& [key, value] : *values) {
      QUONDAM_TRY(check_key("ExpressionAttributeValues", key, ':'));
    }
    for (auto& [key, value] : *values) {
      if (!value) {
        // Another code than validation (a wrong JSON type) is not about the value: it stays as it
        // is.
        if (value.error().code != ErrorCode::validation) return tl::unexpected(value.error());
        return fail(ErrorCode::validation,
                    fmt::format("ExpressionAttributeValues contains invalid value: {} for key {}",
                                value.error().message, key));
      }
      placeholders.values_.emplace(key, *std::move(value));
    }
  }
  return placeholders;
}

const std::string* Placeholders::use_name(std::string_view placeholder) {
  const auto found = names_.find(placeholder);
  if (found == names_.end()) return nullptr;
  used_names_.insert(found->first);
  return &found->second;
}

const item::AttributeValue* Placeholders::use_value(std::string_view placeholder) {
  const auto found = values_.find(placeholder);
  if (found == values_.end()) return nullptr;
  used_values_.insert(found->first);
  return &found->second;
}

Result<void> Placeholders::check_all_used() const {
  for (const auto& [parameter, keys] :
       {std::pair<std::string_view, std::string>{"ExpressionAttributeNames",
                                                 unused(names_, used_names_)},
        std::pair<std::string_view, std::string>{"ExpressionAttributeValues",
                                                 unused(values_, used_values_)}}) {
    if (!keys.empty()) {
      return fail(
          ErrorCode::validation,
          fmt::format("Value provided in {} unused in expressions: keys: {{{}}}", parameter, keys));
    }
  }
  return {};
}

}  // namespace quondam::expressions
