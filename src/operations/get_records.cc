#include <fmt/format.h>
#include <xxhash.h>

#include "base/json_writer.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/operation_table.h"
#include "operations/stream_lookup.h"
#include "operations/stream_shapes.h"
#include "streams/shard_iterator.h"
#include "streams/stream_reader.h"
#include "ttl/sweeper.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kShardIterator{.kind = string, .name = "ShardIterator", .min = 1, .max = 2048};
constexpr Shape kLimit{.kind = integer,
                       .name = "PositiveIntegerObject",
                       .min = 1,
                       .service_max = streams::kMostRecords};
constexpr Member kMembers[] = {
    {"ShardIterator", &kShardIterator, required},
    {"Limit", &kLimit},
};
constexpr Shape kRequest{.kind = structure, .name = "GetRecordsInput", .members = kMembers};

ApiError invalid_iterator() {
  return validation("Invalid ShardIterator");
}

std::string_view name_of(streams::EventName event) {
  switch (event) {
    case streams::EventName::insert:
      return "INSERT";
    case streams::EventName::modify:
      return "MODIFY";
    case streams::EventName::remove:
      return "REMOVE";
  }
  return "";
}

// The same at every reading, and of no other record of any table.
std::string event_id(const catalog::Table& table, const streams::StreamRecord& record) {
  const std::string names = table.uuid + streams::sequence_number(record.position);
  const XXH128_hash_t hash = XXH3_128bits(names.data(), names.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

Result<void> append_record(JsonWriter& json, const Context& context, const FoundStream& found,
                           const streams::StreamRecord& record) {
  json.begin_object();
  json.key("awsRegion").string(context.database.options().region);
  json.key("dynamodb").begin_object();
  json.key("ApproximateCreationDateTime").number(record.position.time / kMicrosPerSecond);
  item::append_json(json.key("Keys").value(), record.keys);
  if (record.new_image) {
    QUONDAM_TRY(item::append_json_from_stored(json.key("NewImage").value(), *record.new_image));
  }
  if (record.old_image) {
    QUONDAM_TRY(item::append_json_from_stored(json.key("OldImage").value(), *record.old_image));
  }
  json.key("SequenceNumber").string(streams::sequence_number(record.position));
  json.key("SizeBytes").number(record.size_bytes);
  json.key("StreamViewType").string(catalog::view_name(found.stream.view));
  json.end_object();
  json.key("eventID").string(event_id(*found.table, record));
  json.key("eventName").string(name_of(record.event));
  json.key("eventSource").string("aws:dynamodb");
  json.key("eventVersion").string("1.1");
  if (record.who.caller == ttl::kServicePrincipal) {
    json.key("userIdentity").begin_object();
    json.key("PrincipalId").string(ttl::kServicePrincipal);
    json.key("Type").string("Service");
    json.end_object();
  }
  json.end_object();
  return {};
}

// The shard that the iterator stands in.
ApiExpected<streams::Shard> shard_of(const FoundStream& found,
                                     const streams::ShardIterator& iterator) {
  if (iterator.has_expired(found.now)) return refuse(expired_iterator());
  auto shard = streams::shard_behind(*found.table, found.stream, iterator.shard_after, found.now);
  if (!shard || iterator.position < shard->first_position()) return refuse(invalid_iterator());
  if (iterator.is_trimmed(found.stream, found.now)) return refuse(trimmed_data_access());
  return *std::move(shard);
}

ApiResult handle(const Context& context, const Request& request) {
  const auto iterator = streams::decode_iterator(*request.string("ShardIterator"));
  if (!iterator) return refuse(invalid_iterator());

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const FoundStream found, find_stream(context, iterator->stream_arn));
  QUONDAM_ASSIGN(const streams::Shard shard, shard_of(found, *iterator));
  const auto pin =
      context.database.catalog().windows().pin(found.table->id, iterator->position.time - 1);
  if (!pin) return refuse(trimmed_data_access());

  // ---- the work ----
  const auto limit = static_cast<std::size_t>(
      request.integer("Limit").value_or(static_cast<std::int64_t>(streams::kMostRecords)));
  QUONDAM_ASSIGN(const streams::StreamPage page,
                 streams::read_shard(context.database.engine(), *found.table, found.stream, shard,
                                     iterator->position, limit, found.now));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (page.next) {
    json.key("NextShardIterator")
        .string(streams::encode_iterator({.stream_arn = found.arn,
                                          .shard_after = shard.after,
                                          .position = *page.next,
                                          .issued_at = found.now}));
  }
  json.key("Records").begin_array();
  for (const streams::StreamRecord& record : page.records)
    QUONDAM_TRY(append_record(json, context, found, record));
  json.end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kGetRecords{kDynamoDbStreams, "GetRecords", &kRequest, Operation::Runs::on_pool,
                            handle};

}  // namespace quondam::operations
