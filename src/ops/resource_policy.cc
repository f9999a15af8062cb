#include "ops/resource_policy.h"

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/table_settings.h"

namespace quondam::ops {
namespace {

std::string joined(simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  simdjson::dom::array list;
  simdjson::dom::object object;
  std::string out;
  if (value.get(list) == simdjson::SUCCESS) {
    for (const auto entry : list) out += (out.empty() ? "" : ", ") + joined(entry);
    return out;
  }
  // Principals by their kind: {"AWS": [...]}.
  if (value.get(object) != simdjson::SUCCESS) return simdjson::minify(value);
  for (const auto member : object) out += (out.empty() ? "" : ", ") + joined(member.value);
  return out;
}

std::string either(simdjson::dom::element statement, std::string_view name) {
  if (const auto member = member_of(statement, name)) return joined(*member);
  const auto negated = member_of(statement, "Not" + std::string(name));
  return negated ? "not: " + joined(*negated) : std::string();
}

PolicyStatement read_statement(simdjson::dom::element json) {
  const auto condition = member_of(json, "Condition");
  return {.id = std::string(text_of(json, "Sid")),
          .effect = std::string(text_of(json, "Effect")),
          .principals = either(json, "Principal"),
          .actions = either(json, "Action"),
          .resources = either(json, "Resource"),
          .condition = condition ? simdjson::minify(*condition) : std::string()};
}

}  // namespace

Outcome<ResourcePolicy> read_resource_policy(Client& client, std::string_view arn) {
  std::string body;
  JsonWriter request(body);
  request.begin_object().key("ResourceArn").string(arn).end_object();
  const auto answer = client.read(kDynamoDb, "GetResourcePolicy", body);
  ResourcePolicy policy;
  if (!answer) {
    if (answer.error().type == "PolicyNotFoundException") return policy;
    if (!is_lacking(answer.error())) return tl::unexpected(answer.error());
    policy.unknown = answer.error().message;
    return policy;
  }
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  const std::string text(text_of(answer->json(), "Policy"));
  if (parser.parse(text).get(document) != simdjson::SUCCESS) {
    policy.unknown = "the policy is no JSON";
    return policy;
  }
  const auto statements = array_of(document, "Statement");
  for (const auto statement : statements) policy.statements.push_back(read_statement(statement));
  if (const auto one = member_of(document, "Statement"); one && statements.empty())
    policy.statements.push_back(read_statement(*one));
  return policy;
}

}  // namespace quondam::ops
