#include "operations/stream_lookup.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "catalog/stream_settings.h"
#include "operations/arn.h"

namespace quondam::operations {

ApiError invalid_stream_arn() {
  return validation("Invalid StreamArn");
}

std::string stream_label(const catalog::Stream& stream) {
  constexpr Micros kMicrosPerMilli = 1000;
  const auto seconds = static_cast<std::time_t>(stream.label_us / kMicrosPerSecond);
  return fmt::format("{:%FT%T}.{:03}", fmt::gmtime(seconds),
                     stream.label_us % kMicrosPerSecond / kMicrosPerMilli);
}

std::string stream_arn(const Context& context, const catalog::Table& table,
                       const catalog::Stream& stream) {
  const DatabaseOptions& options = context.database.options();
  return stream_arn(table_arn(options.region, options.account_id, table.name),
                    stream_label(stream));
}

namespace {

const catalog::Stream* labelled(const catalog::Table& table, std::string_view label) {
  const auto found = std::ranges::find(table.streams, label, stream_label);
  return found == table.streams.end() ? nullptr : &*found;
}

// The table of this name that has the stream, as it was at `now`, or that had it and was deleted;
// nullptr when there is none.
Result<catalog::TablePtr> table_of_stream(catalog::Catalog& catalog, std::string_view name,
                                          std::string_view label, catalog::CommitTime now) {
  const catalog::TablePtr present = catalog.find(name);
  if (present != nullptr && labelled(*present, label) != nullptr) return catalog.at(present, now);
  for (const catalog::TablePtr& deleted : catalog.deleted_tables()) {
    if (deleted->name == name && labelled(*deleted, label) != nullptr) return deleted;
  }
  return nullptr;
}

}  // namespace

ApiExpected<FoundStream> find_stream(const Context& context, std::string_view arn) {
  const auto parsed = parse_stream_arn(arn);
  const DatabaseOptions& options = context.database.options();
  if (!parsed || parsed->table.region != options.region) return refuse(invalid_stream_arn());
  if (parsed->table.account_id != options.account_id) return refuse(stream_not_found(arn));
  FoundStream found;
  found.arn = arn;
  QUONDAM_ASSIGN(found.now, context.database.engine().safe_time());
  QUONDAM_ASSIGN(found.table, table_of_stream(context.database.catalog(), parsed->table.table,
                                              parsed->label, found.now));
  const catalog::Stream* stream =
      found.table == nullptr ? nullptr : labelled(*found.table, parsed->label);
  if (stream == nullptr || !catalog::is_readable(*stream, found.now))
    return refuse(stream_not_found(arn));
  found.stream = *stream;
  return found;
}

}  // namespace quondam::operations
