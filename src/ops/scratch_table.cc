#include "ops/scratch_table.h"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/patient_calls.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kPrefix = "quondam-scratch-";
constexpr std::string_view kTag = "quondam:scratch-of";

std::string table_body(std::string_view table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  return body;
}

// A name that nobody has, of a length that DynamoDB takes.
std::string new_name(const std::string& source) {
  constexpr std::size_t kMostOfSource = 200;
  std::random_device random;
  return fmt::format("{}{}-{:08x}", kPrefix, source.substr(0, kMostOfSource), random());
}

struct Described {
  std::string status;
  std::string id;
};

Outcome<std::optional<Described>> describe(Client& client, const std::string& table) {
  const auto answer = client.read(kDynamoDb, "DescribeTable", table_body(table));
  if (!answer && answer.error().type == "ResourceNotFoundException") return std::nullopt;
  if (!answer) return tl::unexpected(answer.error());
  const auto description = member_of(answer->json(), "Table");
  if (!description) return Described{};
  return Described{std::string(text_of(*description, "TableStatus")),
                   std::string(text_of(*description, "TableId"))};
}

}  // namespace

Outcome<ScratchTable> ScratchTable::restore(Client& client, const std::string& source,
                                            const Moment& at) {
  ScratchTable table;
  table.source_ = source;
  table.name_ = new_name(source);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("SourceTableName").string(source);
  json.key("TargetTableName").string(table.name_);
  json.key("RestoreDateTime").number(at.at_us / kMicrosPerSecond);
  json.key("BillingModeOverride").string("PAY_PER_REQUEST");
  json.key("GlobalSecondaryIndexOverride").begin_array().end_array();
  json.key("LocalSecondaryIndexOverride").begin_array().end_array();
  json.end_object();
  QUONDAM_ASSIGN(const Answer answer, client.write(kDynamoDb, "RestoreTableToPointInTime", body));
  if (const auto description = member_of(answer.json(), "TableDescription")) {
    table.id_ = text_of(*description, "TableId");
    table.arn_ = text_of(*description, "TableArn");
  }
  return table;
}

Outcome<void> ScratchTable::wait_until_ready(Client& client, Progress& progress,
                                             Interruption& interruption) {
  constexpr std::chrono::milliseconds kLongestPause{2000};
  constexpr std::chrono::milliseconds kSlice{50};
  std::chrono::milliseconds pause{50};
  while (true) {
    QUONDAM_ASSIGN(const auto described, describe(client, name_));
    if (!described) return failed(fmt::format("the scratch table {} has gone", name_));
    if (described->status == "ACTIVE") break;
    progress.show(fmt::format("restoring {} to {}", source_, name_));
    for (auto left = pause; left.count() > 0 && !interruption.requested(); left -= kSlice)
      std::this_thread::sleep_for(std::min(left, kSlice));
    if (interruption.requested()) {
      return tl::unexpected<Failure>(Failure(
          kFailed, fmt::format("it was interrupted while {} is being restored", name_),
          fmt::format("Drop it when it is ACTIVE: aws dynamodb delete-table --table-name {}",
                      name_)));
    }
    pause = std::min(pause * 2, kLongestPause);
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("ResourceArn").string(arn_).key("Tags").begin_array();
  json.begin_object().key("Key").string(kTag).key("Value").string(source_).end_object();
  json.end_array().end_object();
  // An endpoint that has no tags, or a caller who may not set any, has the name to go by.
  const auto tagged = call_patiently(client, "TagResource", body, interruption.ending());
  if (!tagged) {
    print_failure("warning", Failure(kFailed, fmt::format("{} could not be tagged: {}", name_,
                                                          tagged.error().message)));
  }
  return {};
}

Outcome<void> ScratchTable::drop(Client& client) {
  const auto by_hand = [&](std::string message) {
    return failed(std::move(message),
                  fmt::format("Drop it: aws dynamodb delete-table --table-name {}", name_));
  };
  const auto described = describe(client, name_);
  if (!described) {
    return by_hand(fmt::format("the scratch table {} could not be dropped: {}", name_,
                               described.error().message));
  }
  if (!*described) return {};
  if ((*described)->id != id_) {
    return failed(
        fmt::format("{} is another table than the one that was made here: left alone", name_));
  }
  const auto dropped = client.write(kDynamoDb, "DeleteTable", table_body(name_));
  if (dropped || dropped.error().type == "ResourceNotFoundException") return {};
  return by_hand(
      fmt::format("the scratch table {} could not be dropped: {}", name_, dropped.error().message));
}

}  // namespace quondam::ops
