#include <algorithm>

#include "base/json_writer.h"
#include "catalog/stream_settings.h"
#include "operations/arn.h"
#include "operations/operation_table.h"
#include "operations/stream_lookup.h"
#include "operations/stream_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"TableName", &kTableName},
    {"Limit", &kListLimit},
    {"ExclusiveStartStreamArn", &kStreamArn},
};
constexpr Shape kRequest{.kind = structure, .name = "ListStreamsInput", .members = kMembers};

struct Listed {
  catalog::TablePtr table;
  const catalog::Stream* stream;
};

// Streams are listed by table, those of one table from the oldest on. A stream that is gone still
// marks a place.
ApiExpected<std::optional<StreamArn>> start_of(const Request& request) {
  const auto given = request.string("ExclusiveStartStreamArn");
  if (!given) return std::nullopt;
  const auto start = parse_stream_arn(*given);
  if (!start) return refuse(invalid_stream_arn());
  return start;
}

bool is_after(const catalog::Table& table, const catalog::Stream& stream,
              const std::optional<StreamArn>& start) {
  if (!start || table.name != start->table.table) return !start || table.name > start->table.table;
  return stream_label(stream) > start->label;
}

// All tables, or those of the name that is given; also those that were deleted, which have smaller
// ids than what has their name now.
std::vector<catalog::TablePtr> tables_of(catalog::Catalog& catalog, const Request& request) {
  std::vector<catalog::TablePtr> tables = catalog.deleted_tables();
  std::ranges::move(catalog.list("", std::numeric_limits<std::size_t>::max()),
                    std::back_inserter(tables));
  if (const auto name = request.string("TableName"))
    std::erase_if(tables, [&](const catalog::TablePtr& table) { return table->name != *name; });
  std::ranges::sort(tables, {}, [](const catalog::TablePtr& table) {
    return std::pair<std::string_view, catalog::TableId>(table->name, table->id);
  });
  return tables;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const auto start, start_of(request));

  // ---- the work ----
  const auto limit = static_cast<std::size_t>(request.integer("Limit").value_or(kMostListed));
  QUONDAM_ASSIGN(const catalog::CommitTime now, context.database.engine().safe_time());
  std::vector<Listed> listed;
  for (const catalog::TablePtr& table : tables_of(context.database.catalog(), request)) {
    for (const catalog::Stream& stream : table->streams) {
      if (catalog::is_readable(stream, now) && is_after(*table, stream, start))
        listed.push_back({table, &stream});
    }
    if (listed.size() > limit) break;
  }
  const bool more = listed.size() > limit;
  if (more) listed.resize(limit);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Streams").begin_array();
  for (const Listed& found : listed) {
    json.begin_object();
    json.key("StreamArn").string(stream_arn(context, *found.table, *found.stream));
    json.key("StreamLabel").string(stream_label(*found.stream));
    json.key("TableName").string(found.table->name);
    json.end_object();
  }
  json.end_array();
  if (more) {
    json.key("LastEvaluatedStreamArn")
        .string(stream_arn(context, *listed.back().table, *listed.back().stream));
  }
  json.end_object();
  return body;
}

}  // namespace

const Operation kListStreams{kDynamoDbStreams, "ListStreams", &kRequest, Operation::Runs::on_pool,
                             handle};

}  // namespace quondam::operations
