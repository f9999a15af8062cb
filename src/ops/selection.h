// Which items a command looks at: DynamoDB's expressions, and who changed them (docs/admin-api.md,
// "Selecting").
#pragma once

#include <string>

#include "base/json_writer.h"
#include "ops/failure.h"
#include "ops/table_keys.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

struct Selection {
  std::string key;
  std::string key_condition;
  std::string filter;
  std::string names;
  std::string values;
  std::string caller;
  std::string operation;
};

// --key, --key-condition, --filter, --names, --values.
void add_item_selection(CLI::App& command, Selection& selection);
// --caller, --operation.
void add_change_selection(CLI::App& command, Selection& selection);

// What can be said before a server is asked.
Outcome<void> check_selection(const Selection& selection);

// The members that were given, into the object that `json` is in. `keys`: the table's own.
Outcome<void> write_selection(JsonWriter& json, const Selection& selection, const TableKeys& keys);

}  // namespace quondam::ops
