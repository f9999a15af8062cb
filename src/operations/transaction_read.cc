#include "operations/transaction_read.h"

#include "expressions/projection.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/consumed_capacity.h"
#include "operations/transaction.h"

namespace quondam::operations {
namespace {

using Versions = std::vector<std::optional<timeline::Version>>;

ApiExpected<Versions> read_all(const Context& context, const std::vector<PlannedRead>& reads) {
  Versions versions(reads.size());
  std::vector<catalog::RowOf> rows;
  std::vector<std::size_t> present;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (reads[i].reading.of_the_past()) {
      QUONDAM_ASSIGN(versions[i], read_item(context, reads[i].reading, reads[i].row));
    } else {
      rows.push_back({reads[i].reading.table, reads[i].row});
      present.push_back(i);
    }
  }
  if (rows.empty()) return versions;
  QUONDAM_TRY(check_rows_differ(rows));
  QUONDAM_TRY(context.database.catalog().read(
      rows,
      [&](timeline::Writer& reader, std::span<const catalog::TablePtr> tables) -> Result<void> {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          QUONDAM_ASSIGN(versions[present[i]], reader.read(tables[i]->id, rows[i].row));
        }
        return {};
      }));
  return versions;
}

}  // namespace

ApiResult read_together(const Context& context, const Request& request,
                        const std::vector<PlannedRead>& reads) {
  QUONDAM_ASSIGN(const Versions versions, read_all(context, reads));
  std::string body;
  JsonWriter json(body);
  std::map<std::string, ConsumedUnits> units;
  std::size_t total_bytes = 0;
  json.begin_object();
  json.key("Responses").begin_array();
  for (std::size_t i = 0; i < reads.size(); ++i) {
    std::size_t bytes = 0;
    json.begin_object();
    if (versions[i]) {
      const auto& projection = reads[i].projection;
      QUONDAM_ASSIGN(const item::Item item, item::decode_item(versions[i]->payload));
      QUONDAM_ASSIGN(bytes, item::stored_size_bytes(versions[i]->payload));
      item::append_json(json.key("Item").value(),
                        projection ? expressions::project(*projection, item) : item);
    }
    json.end_object();
    total_bytes += bytes;
    // A read of a transaction costs twice a consistent one.
    units[reads[i].given_table].table += 2 * read_units(bytes, true);
  }
  json.end_array();
  if (total_bytes > kMostTransactionBytes) return refuse(transaction_too_large());
  append_consumed_capacities(json, request, units, UnitsOf::reading_transaction);
  json.end_object();
  return body;
}

}  // namespace quondam::operations
