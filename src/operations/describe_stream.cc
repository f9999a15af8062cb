#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/stream_lookup.h"
#include "operations/stream_shapes.h"
#include "operations/table_description.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::string_view kShardFilterTypes[] = {"CHILD_SHARDS"};
constexpr Shape kShardFilterType{
    .kind = string, .name = "ShardFilterType", .values = kShardFilterTypes};
constexpr Member kShardFilterMembers[] = {
    {"Type", &kShardFilterType},
    {"ShardId", &kShardId},
};
constexpr Shape kShardFilter{
    .kind = structure, .name = "ShardFilter", .members = kShardFilterMembers};
constexpr Member kMembers[] = {
    {"StreamArn", &kStreamArn, required},
    {"Limit", &kListLimit},
    {"ExclusiveStartShardId", &kShardId},
    {"ShardFilter", &kShardFilter},
};
constexpr Shape kRequest{.kind = structure, .name = "DescribeStreamInput", .members = kMembers};

// The parent whose children are asked for; nullopt without a filter.
ApiExpected<std::optional<std::string_view>> read_filter(const Request& request) {
  const auto filter = request.structure("ShardFilter");
  if (!filter) return std::nullopt;
  if (!filter->has("Type") || !filter->has("ShardId"))
    return refuse(invalid_parameter("ShardFilter needs both Type and ShardId"));
  return filter->string("ShardId");
}

void append_shard(JsonWriter& json, const streams::Shard& shard) {
  json.begin_object();
  json.key("ShardId").string(shard.id);
  if (shard.parent_id) json.key("ParentShardId").string(*shard.parent_id);
  json.key("SequenceNumberRange").begin_object();
  json.key("StartingSequenceNumber").string(streams::sequence_number(shard.first_position()));
  if (shard.closed)
    json.key("EndingSequenceNumber").string(streams::sequence_number(shard.last_position()));
  json.end_object();
  json.end_object();
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const auto parent, read_filter(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const FoundStream found, find_stream(context, *request.string("StreamArn")));

  // ---- the work ----
  const auto limit = static_cast<std::size_t>(request.integer("Limit").value_or(kMostListed));
  const std::string_view start = request.string("ExclusiveStartShardId").value_or("");
  std::vector<streams::Shard> shards = found.shards();
  std::erase_if(shards, [&](const streams::Shard& shard) {
    return shard.id <= start || (parent && shard.parent_id != *parent);
  });
  const bool more = shards.size() > limit;
  if (more) shards.resize(limit);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("StreamDescription").begin_object();
  json.key("CreationRequestDateTime").number(to_seconds(found.stream.label_us));
  append_keys(json, found.table->keys);
  if (more) json.key("LastEvaluatedShardId").string(shards.back().id);
  json.key("Shards").begin_array();
  for (const streams::Shard& shard : shards) append_shard(json, shard);
  json.end_array();
  json.key("StreamArn").string(found.arn);
  json.key("StreamLabel").string(stream_label(found.stream));
  // Nothing is written any more to a table that is being deleted.
  const bool disabled =
      found.stream.disabled_at || found.table->status == catalog::TableStatus::deleting;
  json.key("StreamStatus").string(disabled ? "DISABLED" : "ENABLED");
  json.key("StreamViewType").string(catalog::view_name(found.stream.view));
  json.key("TableName").string(found.table->name);
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeStream{kDynamoDbStreams, "DescribeStream", &kRequest,
                                Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
