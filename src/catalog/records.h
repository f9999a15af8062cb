// What the catalog keeps beside the tables: backups, restore points, undos, exports and imports,
// client tokens. Each is a row "<kind>/<id>" of the catalog's own space; what a document says is
// its owner's business (docs/formats/catalog.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "timeline/record.h"

namespace quondam::catalog {

timeline::RowKey record_row(std::string_view kind, std::string_view id);

struct Record {
  std::string id;
  std::string document;
};

// Durable when it returns; what was there before is replaced, and leaves no history.
Result<void> write_record(engine::Engine& engine, std::string_view kind, const Record& record);

// The document; nullopt when there is none.
Result<std::optional<std::string>> find_record(engine::Engine& engine, std::string_view kind,
                                               std::string_view id);

// All of a kind, in the order of their ids.
Result<std::vector<Record>> read_records(engine::Engine& engine, std::string_view kind);

// "01693685827463-2d8752fd": milliseconds since the epoch, and something random. Sorts by time.
std::string new_record_id(Micros now_us);

}  // namespace quondam::catalog
