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

ApiExpected<FoundStream> find_stream(const Context& context, std::string_view arn) {
  const auto parsed = parse_stream_arn(arn);
  const DatabaseOptions& options = context.database.options();
  if (!parsed || parsed->table.region != options.region) return refuse(invalid_stream_arn());
  catalog::Catalog& catalog = context.database.catalog();
  const catalog::TablePtr known = catalog.find(parsed->table.table);
  if (known == nullptr || parsed->table.account_id != options.account_id)
    return refuse(stream_not_found(arn));
  FoundStream found;
  found.arn = arn;
  QUONDAM_ASSIGN(found.now, context.database.engine().safe_time());
  QUONDAM_ASSIGN(found.table, catalog.at(known, found.now));
  if (found.table == nullptr) return refuse(stream_not_found(arn));
  const auto stream = std::ranges::find(found.table->streams, parsed->label, stream_label);
  if (stream == found.table->streams.end() || !catalog::is_readable(*stream, found.now))
    return refuse(stream_not_found(arn));
  found.stream = *stream;
  return found;
}

}  // namespace quondam::operations
