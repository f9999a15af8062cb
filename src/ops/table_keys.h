// What a table's key is made of: the order in which people expect its attributes, and the types
// that a short form of a key leaves out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

struct KeyAttribute {
  std::string name;
  std::string type;  // "S", "N", "B"
};

// The partition key first.
using TableKeys = std::vector<KeyAttribute>;

// `table` may carry a moment. With an index, its keys come first and the table's other ones after
// them.
Outcome<TableKeys> read_table_keys(Client& client, std::string_view table,
                                   std::string_view index = {});

std::vector<std::string> names_of(const TableKeys& keys);

// The JSON form of a key as it is typed: DynamoDB's JSON already, or "id=1001", "pk=a,sk=7", for
// values without commas. Wrong usage when it is neither, or not the table's key.
Outcome<std::string> key_json(std::string_view typed, const TableKeys& keys);
// What can be said of it without knowing the table.
Outcome<void> check_key(std::string_view typed);

}  // namespace quondam::ops
