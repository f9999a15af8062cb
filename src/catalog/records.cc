#include "catalog/records.h"

#include <fmt/format.h>

#include "base/coding.h"
#include "catalog/table.h"
#include "catalog/uuid.h"
#include "timeline/view.h"
#include "timeline/writer.h"

namespace quondam::catalog {

namespace {

// Every catalog record is in one partition.
constexpr engine::Partition kCatalogPartition = 0;

}  // namespace

timeline::RowKey record_row(std::string_view kind, std::string_view id) {
  return {kCatalogPartition, fmt::format("{}/{}", kind, id)};
}

Result<void> write_record(engine::Engine& engine, std::string_view kind, const Record& record) {
  const timeline::RowKey row = record_row(kind, record.id);
  const auto written = engine.transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine, transaction, {});
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        writer.put(engine::kCatalogSpace, false, row, previous, record.document);
        return {};
      });
  if (!written) return tl::unexpected(written.error());
  return {};
}

Result<std::optional<std::string>> find_record(engine::Engine& engine, std::string_view kind,
                                               std::string_view id) {
  QUONDAM_ASSIGN(auto version, timeline::read_row(*engine.snapshot(), engine::kCatalogSpace,
                                                  record_row(kind, id), timeline::Moment::now()));
  if (!version) return std::nullopt;
  return std::move(version->payload);
}

Result<std::vector<Record>> read_records(engine::Engine& engine, std::string_view kind) {
  const std::string prefix = record_row(kind, "").bytes;
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(engine.snapshot(), engine::kCatalogSpace,
                                     {prefix, prefix_end(prefix), kCatalogPartition},
                                     timeline::Moment::now()));
  std::vector<Record> records;
  for (rows->seek_to_first(); rows->valid(); rows->next())
    records.push_back(
        {std::string(rows->row_bytes().substr(prefix.size())), std::string(rows->payload())});
  QUONDAM_TRY(rows->status());
  return records;
}

std::string new_record_id(Micros now_us) {
  constexpr Micros kMicrosPerMilli = 1000;
  constexpr std::size_t kRandomDigits = 8;
  return fmt::format("{:014}-{}", now_us / kMicrosPerMilli, new_uuid().substr(0, kRandomDigits));
}

}  // namespace quondam::catalog
