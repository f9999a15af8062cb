// The texts were recorded on DynamoDB in October 2026 (docs/compatibility.md).
#include "operations/tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "operations/arn.h"
#include "operations/constraints.h"

namespace quondam::operations {
namespace {

constexpr std::size_t kMostTags = 50;
constexpr std::int64_t kLongestKey = 128;
constexpr std::int64_t kLongestValue = 256;
constexpr std::string_view kReserved = "aws:";

// Letters, digits, spaces and + - = . _ : / @. Of other characters than ASCII's the service takes
// letters, digits and spaces of every script; here all of them pass.
bool is_tag_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kPunctuation = " +-=._:/@";
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || kPunctuation.find(c) != std::string_view::npos;
  });
}

bool is_reserved(std::string_view key) {
  return std::ranges::equal(key.substr(0, kReserved.size()), kReserved, {},
                            [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
}

ApiExpected<void> check_key(std::optional<std::string_view> key) {
  if (!key || key->empty() || length_utf16(*key) > kLongestKey || !is_tag_text(*key)) {
    return refuse(
        validation(fmt::format("The Tag Key provided is invalid, Key: {}", key.value_or("null"))));
  }
  if (is_reserved(*key))
    return refuse(validation(fmt::format("Tag Key cannot be prefixed with aws:, Key: {}", *key)));
  return {};
}

ApiExpected<void> check_value(std::optional<std::string_view> value) {
  if (value && length_utf16(*value) <= kLongestValue && is_tag_text(*value)) return {};
  return refuse(validation(
      fmt::format("The Tag Value provided is invalid, Value: {}", value.value_or("null"))));
}

}  // namespace

Result<void> check_tag_count(std::size_t count) {
  if (count <= kMostTags) return {};
  return fail(ErrorCode::validation,
              "Number of Tags exceed the current limit for the provided ResourceArn");
}

ApiExpected<catalog::Tags> read_tags(const Request& request) {
  catalog::Tags tags;
  const std::vector<Fields> given = request.structures("Tags");
  for (const Fields& tag : given) {
    const auto key = tag.string("Key");
    const auto value = tag.string("Value");
    QUONDAM_TRY(check_key(key));
    QUONDAM_TRY(check_value(value));
    if (!tags.emplace(*key, *value).second) {
      return refuse(validation(
          fmt::format("Duplicate Tag Keys provided as input: Duplicate Tag Key found {}", *key)));
    }
  }
  QUONDAM_TRY(check_tag_count(tags.size()));
  return tags;
}

ApiExpected<std::vector<std::string_view>> read_tag_keys(const Request& request) {
  std::vector<std::string_view> keys = request.strings("TagKeys");
  for (const std::string_view key : keys) QUONDAM_TRY(check_key(key));
  QUONDAM_TRY(check_tag_count(keys.size()));
  return keys;
}

ApiExpected<void> require_resource_arn(const Request& request) {
  if (request.has("ResourceArn")) return {};
  return refuse(validation("Invalid TableArn"));
}

ApiExpected<void> require_list(const Request& request, std::string_view parameter) {
  if (request.has(parameter)) return {};
  return refuse(constraint_violated("null", lower_first(parameter), "Member must not be null"));
}

ApiExpected<std::string_view> tagged_table_name(const Context& context, const Request& request,
                                                std::string_view operation) {
  const std::string_view given = *request.string("ResourceArn");
  const auto arn = parse_table_arn(given);
  if (!arn || arn->region != context.database.options().region) {
    return refuse(validation(
        fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", given)));
  }
  if (arn->account_id != context.database.options().account_id) {
    return refuse(access_denied(fmt::format(
        "User: arn:aws:iam::{}:root is not authorized to perform: dynamodb:{} on resource: {}",
        context.database.options().account_id, operation, given)));
  }
  return arn->table;
}

ApiError resource_arn_not_found(const Request& request) {
  ApiError error = resource_not_found();
  error.message = fmt::format("Requested resource not found: ResourceArn: {} not found",
                              *request.string("ResourceArn"));
  return error;
}

ApiExpected<catalog::TablePtr> tagged_table(const Context& context, const Request& request,
                                            std::string_view name) {
  catalog::TablePtr table = context.database.catalog().find(name);
  if (table == nullptr || table->status == catalog::TableStatus::creating)
    return refuse(resource_arn_not_found(request));
  return table;
}

}  // namespace quondam::operations
