#include "server/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace quondam::server {
namespace {

using operations::refuse;

// The part of a credential before the first slash: AKID/20261122/us-east-1/dynamodb/aws4_request.
std::string_view key_id(std::string_view credential) {
  return credential.substr(0, credential.find('/'));
}

// The value of `name` in "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...". Every
// request comes through here three times: find_first_of, which calls memchr once a character, took
// a fifth of a GetItem.
std::optional<std::string_view> header_parameter(std::string_view authorization,
                                                 std::string_view name) {
  const auto separates = [](char c) { return c == ',' || c == ' '; };
  std::string_view rest = authorization;
  while (!rest.empty()) {
    const auto end = std::find_if(rest.begin(), rest.end(), separates);
    const std::string_view part(rest.begin(), end);
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') {
      return part.substr(name.size() + 1);
    }
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return std::nullopt;
}

std::optional<std::string_view> query_parameter(std::string_view target, std::string_view name) {
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::string_view key = part.substr(0, part.find('='));
    if (key == name)
      return key.size() == part.size() ? std::string_view() : part.substr(key.size() + 1);
  }
  return std::nullopt;
}

operations::ApiExpected<std::string_view> caller_of_header(const HttpRequest& request) {
  std::string missing;
  for (const std::string_view name : {"Credential", "Signature", "SignedHeaders"}) {
    if (header_parameter(request.authorization, name).value_or("").empty()) {
      missing += fmt::format("Authorization header requires '{}' parameter. ", name);
    }
  }
  if (!request.has_date) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) {
    return refuse(operations::incomplete_signature(
        missing + fmt::format("Authorization={}", request.authorization)));
  }
  return key_id(*header_parameter(request.authorization, "Credential"));
}

operations::ApiExpected<std::string_view> caller_of_query(const HttpRequest& request) {
  static constexpr std::array<std::string_view, 5> kRequired = {
      "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders",
      "X-Amz-Date"};
  std::string missing;
  for (const std::string_view name : kRequired) {
    if (query_parameter(request.target, name).value_or("").empty()) {
      missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
    }
  }
  if (!missing.empty()) {
    return refuse(
        operations::incomplete_signature(missing + "Re-examine the query-string parameters."));
  }
  const std::string_view credential = *query_parameter(request.target, "X-Amz-Credential");
  return key_id(credential.substr(0, credential.find("%2F")));
}

}  // namespace

operations::ApiExpected<std::string_view> read_caller(const HttpRequest& request) {
  const bool by_query = query_parameter(request.target, "X-Amz-Algorithm").has_value();
  if (by_query && !request.authorization.empty()) {
    return refuse(
        operations::invalid_signature("Found both 'X-Amz-Algorithm' as a query-string param and "
                                      "'Authorization' as HTTP header."));
  }
  if (by_query) return caller_of_query(request);
  if (!request.authorization.starts_with("AWS4-"))
    return refuse(operations::missing_authentication_token());
  return caller_of_header(request);
}

}  // namespace quondam::server
