#include "ops/table_names.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/scratch_table.h"

namespace quondam::ops {

bool matches_any(const std::vector<std::string>& patterns, const std::string& name) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
         });
}

bool is_pattern(const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos;
}

Outcome<std::vector<std::string>> list_table_names(Client& client,
                                                   const std::vector<std::string>& patterns) {
  std::vector<std::string> names;
  std::string start;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object();
    if (!start.empty()) json.key("ExclusiveStartTableName").string(start);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "ListTables", body));
    for (const auto name : array_of(answer.json(), "TableNames")) {
      std::string_view text;
      if (name.get(text) == simdjson::SUCCESS && matches_any(patterns, std::string(text)))
        names.emplace_back(text);
    }
    start = text_of(answer.json(), "LastEvaluatedTableName");
  } while (!start.empty());
  return names;
}

Outcome<std::vector<std::string>> expand_table_names(Client& client,
                                                     const std::vector<std::string>& names) {
  std::vector<std::string> all;
  const auto add = [&all](const std::string& name) {
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  };
  for (const std::string& name : names) {
    if (!is_pattern(name)) {
      add(name);
      continue;
    }
    QUONDAM_ASSIGN(auto matches, list_table_names(client, {name}));
    std::erase_if(matches, [](const std::string& match) { return is_scratch_name(match); });
    if (matches.empty()) {
      return failed(fmt::format("no table is called {}", name),
                    "`quondam tables` lists the tables that are there.");
    }
    for (const std::string& match : matches) add(match);
  }
  return all;
}

}  // namespace quondam::ops
