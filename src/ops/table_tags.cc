#include "ops/table_tags.h"

#include "base/json_writer.h"
#include "ops/json_fields.h"

namespace quondam::ops {

Outcome<std::map<std::string, std::string>> read_table_tags(Client& client, std::string_view arn) {
  std::map<std::string, std::string> tags;
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("ResourceArn").string(arn);
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "ListTagsOfResource", body));
    for (const auto tag : array_of(answer.json(), "Tags"))
      tags[std::string(text_of(tag, "Key"))] = text_of(tag, "Value");
    token = text_of(answer.json(), "NextToken");
  } while (!token.empty());
  return tags;
}

}  // namespace quondam::ops
