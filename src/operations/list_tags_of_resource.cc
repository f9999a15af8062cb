#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/tags.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kNextToken{.kind = string, .name = "NextTokenString"};
constexpr Member kMembers[] = {
    {"ResourceArn", &kResourceArn, required_elsewhere},
    {"NextToken", &kNextToken},
};
constexpr Shape kRequest{.kind = structure, .name = "ListTagsOfResourceInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_resource_arn(request));
  QUONDAM_ASSIGN(const std::string_view name,
                 tagged_table_name(context, request, "ListTagsOfResource"));
  // All tags fit in one answer, so no token was ever given.
  if (request.has("NextToken")) return refuse(validation("Invalid NextToken"));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, tagged_table(context, request, name));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Tags").begin_array();
  for (const auto& [key, value] : table->tags) {
    json.begin_object();
    json.key("Key").string(key);
    json.key("Value").string(value);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kListTagsOfResource{kDynamoDb, "ListTagsOfResource", &kRequest,
                                    Operation::Runs::inline_, handle};

}  // namespace quondam::operations
