#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json_writer.h"
#include "operations/operation_table.h"
#include "operations/stream_lookup.h"
#include "operations/stream_shapes.h"
#include "streams/shard_iterator.h"
#include "streams/start_position.h"

namespace quondam::operations {
namespace {

using namespace shapes;
using streams::StartAt;

// ---- the request ----

constexpr std::string_view kIteratorTypes[] = {
    "AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON", "AT_TIMESTAMP"};
constexpr StartAt kStarts[] = {StartAt::after_sequence_number, StartAt::latest,
                               StartAt::at_sequence_number, StartAt::trim_horizon,
                               StartAt::at_timestamp};
constexpr Shape kIteratorType{
    .kind = string, .name = "ShardIteratorType", .values = kIteratorTypes};
constexpr Shape kSequenceNumber{.kind = string, .name = "SequenceNumber", .min = 21, .max = 40};
constexpr Shape kTimestamp{.kind = timestamp, .name = "Timestamp"};
constexpr Member kMembers[] = {
    {"StreamArn", &kStreamArn, required},
    {"ShardId", &kShardId, required},
    {"ShardIteratorType", &kIteratorType, required},
    {"SequenceNumber", &kSequenceNumber},
    {"Timestamp", &kTimestamp},
};
constexpr Shape kRequest{.kind = structure, .name = "GetShardIteratorInput", .members = kMembers};

ApiError invalid_sequence_number(std::string_view given) {
  return invalid_parameter(fmt::format("Invalid SequenceNumber: {}", given));
}

// The parameter belongs to certain types, and they need it.
ApiExpected<void> check_goes_with_type(const Request& request, std::string_view parameter,
                                       bool needed) {
  if (request.has(parameter) == needed) return {};
  return refuse(invalid_parameter(fmt::format("{} {} when ShardIteratorType is {}", parameter,
                                              needed ? "is required" : "must not be specified",
                                              *request.string("ShardIteratorType"))));
}

// A moment as AWS's JSON has it; what no clock shows is as good as the last moment.
catalog::CommitTime commit_time(double seconds) {
  constexpr double kLargest_seconds = 253'402'300'799.0;  // the end of the year 9999
  if (!(seconds > 0)) return 0;
  return static_cast<catalog::CommitTime>(
      std::llround(std::min(seconds, kLargest_seconds) * static_cast<double>(kMicrosPerSecond)));
}

ApiExpected<streams::Start> read_start(const Request& request) {
  const std::string_view type = *request.string("ShardIteratorType");
  const auto named = std::ranges::find(kIteratorTypes, type);
  streams::Start start;
  start.at = kStarts[named - std::begin(kIteratorTypes)];
  const bool by_sequence_number =
      start.at == StartAt::at_sequence_number || start.at == StartAt::after_sequence_number;
  QUONDAM_TRY(check_goes_with_type(request, "SequenceNumber", by_sequence_number));
  QUONDAM_TRY(check_goes_with_type(request, "Timestamp", start.at == StartAt::at_timestamp));
  if (by_sequence_number) {
    const std::string_view given = *request.string("SequenceNumber");
    const auto position = streams::parse_sequence_number(given);
    if (!position) return refuse(invalid_sequence_number(given));
    start.sequence_number = *position;
  }
  if (const auto given = request.timestamp("Timestamp")) start.timestamp = commit_time(*given);
  return start;
}

ApiError not_in_shard(const Request& request, const Error& error) {
  if (error.code == ErrorCode::outside_window) return trimmed_data_access();
  if (error.code != ErrorCode::validation) return error;
  if (const auto given = request.string("SequenceNumber")) return invalid_sequence_number(*given);
  return invalid_parameter("Timestamp must not be in the future");
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const streams::Start start, read_start(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const FoundStream found, find_stream(context, *request.string("StreamArn")));
  const std::vector<streams::Shard> shards = found.shards();
  const auto shard = std::ranges::find(shards, *request.string("ShardId"), &streams::Shard::id);
  if (shard == shards.end()) return refuse(shard_not_found());

  // ---- the work ----
  const auto position = streams::start_position(found.stream, *shard, start, found.now);
  if (!position) return refuse(not_in_shard(request, position.error()));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ShardIterator")
      .string(streams::encode_iterator({.stream_arn = found.arn,
                                        .shard_after = shard->after,
                                        .position = *position,
                                        .issued_at = found.now}));
  json.end_object();
  return body;
}

}  // namespace

const Operation kGetShardIterator{kDynamoDbStreams, "GetShardIterator", &kRequest,
                                  Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
