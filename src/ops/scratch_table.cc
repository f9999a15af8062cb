#include "ops/scratch_table.h"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/patient_calls.h"
#include "ops/table_tags.h"

namespace quondam::ops {
namespace {

std::string table_body(std::string_view table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  return body;
}

// A name that nobody has, of a length that DynamoDB takes.
std::string new_name(std::string_view prefix, const std::string& source) {
  constexpr std::size_t kMostOfSource = 200;
  std::random_device random;
  return fmt::format("{}{}-{:08x}", prefix, source.substr(0, kMostOfSource), random());
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

bool is_scratch_name(std::string_view name) {
  return name.starts_with("quondam-scratch-") || name.starts_with("quondam-drill-");
}

Outcome<ScratchTable> ScratchTable::restore(Client& client, const std::string& source,
                                            const Moment& at, ScratchPurpose purpose) {
  ScratchTable table;
  table.purpose_ = std::move(purpose);
  table.source_ = source;
  table.name_ = new_name(table.purpose_.prefix, source);
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
    // Rather now than at the end: who finds it after an interruption knows whose it is. Where a
    // table that is being made takes no tags, the end is early enough.
    if (!tagged_) tagged_ = tag(client, interruption, false).has_value();
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
  if (tagged_) return {};
  // An endpoint that has no tags, or a caller who may not set any, has the name to go by.
  const auto tagged = tag(client, interruption, true);
  if (!tagged) {
    print_failure("warning", Failure(kFailed, fmt::format("{} could not be tagged: {}", name_,
                                                          tagged.error().message)));
  }
  tagged_ = tagged.has_value();
  return {};
}

Outcome<void> ScratchTable::tag(Client& client, Interruption& interruption, bool patiently) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("ResourceArn").string(arn_).key("Tags").begin_array();
  const auto add = [&](std::string_view key, std::string_view value) {
    json.begin_object().key("Key").string(key).key("Value").string(value).end_object();
  };
  add(purpose_.tag, source_);
  for (const auto& [key, value] : purpose_.tags) add(key, value);
  json.end_array().end_object();
  // To set the same again changes nothing.
  const auto answer = patiently ? call_patiently(client, "TagResource", body, interruption.ending())
                                : client.read(kDynamoDb, "TagResource", body);
  if (!answer) return tl::unexpected(answer.error());
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
  bool is_ours = (*described)->id == id_;
  if (is_ours && id_.empty()) {
    // An endpoint without TableIds: the tag says it.
    const auto tags = read_table_tags(client, arn_);
    const auto tag = tags ? tags->find(std::string(purpose_.tag)) : decltype(tags->end()){};
    is_ours = tags && tag != tags->end() && tag->second == source_;
  }
  if (!is_ours) {
    return failed(
        fmt::format("{} is another table than the one that was made here: left alone", name_));
  }
  const auto dropped = client.write(kDynamoDb, "DeleteTable", table_body(name_));
  if (dropped || dropped.error().type == "ResourceNotFoundException") return {};
  return by_hand(
      fmt::format("the scratch table {} could not be dropped: {}", name_, dropped.error().message));
}

}  // namespace quondam::ops
