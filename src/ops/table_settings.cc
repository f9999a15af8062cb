#include "ops/table_settings.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"
#include "ops/table_tags.h"

namespace quondam::ops {
namespace {

std::string body_of(std::string_view member, std::string_view value) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key(member).string(value).end_object();
  return body;
}

void read_description(simdjson::dom::element table, TableSettings& settings) {
  settings.arn = text_of(table, "TableArn");
  settings.id = text_of(table, "TableId");
  settings.status = text_of(table, "TableStatus");
  settings.deletion_protection = flag_of(table, "DeletionProtectionEnabled");
  settings.stream_arn = text_of(table, "LatestStreamArn");
  if (const auto stream = member_of(table, "StreamSpecification");
      stream && flag_of(*stream, "StreamEnabled"))
    settings.stream_view = text_of(*stream, "StreamViewType");
  settings.billing_mode = "PROVISIONED";
  if (const auto billing = member_of(table, "BillingModeSummary");
      billing && !text_of(*billing, "BillingMode").empty())
    settings.billing_mode = text_of(*billing, "BillingMode");
  if (const auto throughput = member_of(table, "ProvisionedThroughput")) {
    settings.read_units = count_of(*throughput, "ReadCapacityUnits");
    settings.write_units = count_of(*throughput, "WriteCapacityUnits");
  }
  settings.table_class = "STANDARD";
  if (const auto summary = member_of(table, "TableClassSummary");
      summary && !text_of(*summary, "TableClass").empty())
    settings.table_class = text_of(*summary, "TableClass");
  for (const auto* kind : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"})
    for (const auto index : array_of(table, kind))
      settings.indexes.emplace_back(text_of(index, "IndexName"));
  std::ranges::sort(settings.indexes);
  for (const auto replica : array_of(table, "Replicas"))
    settings.replicas.emplace_back(text_of(replica, "RegionName"));
}

Outcome<void> read_ttl(Client& client, TableSettings& settings) {
  QUONDAM_ASSIGN(const Answer answer,
                 client.read(kDynamoDb, "DescribeTimeToLive", body_of("TableName", settings.name)));
  const auto ttl = member_of(answer.json(), "TimeToLiveDescription");
  const std::string_view status = ttl ? text_of(*ttl, "TimeToLiveStatus") : std::string_view();
  const bool enabled = status == "ENABLED" || status == "ENABLING";
  settings.ttl_attribute = enabled ? std::string(text_of(*ttl, "AttributeName")) : std::string();
  return {};
}

Outcome<void> read_tags(Client& client, TableSettings& settings) {
  QUONDAM_ASSIGN(settings.tags, read_table_tags(client, settings.arn));
  return {};
}

Outcome<void> read_recovery_setting(Client& client, TableSettings& settings) {
  QUONDAM_ASSIGN(const Recovery recovery, describe_recovery(client, settings.name));
  settings.recovery = {recovery.enabled, recovery.days};
  return {};
}

}  // namespace

bool is_lacking(const Failure& failure) {
  constexpr std::array<std::string_view, 5> kTypes{
      "UnknownOperationException", "AccessDeniedException", "NotImplementedException",
      "InternalFailure", "ValidationException"};
  // An answer that is none of DynamoDB's: an emulator's page for what it does not have.
  return std::ranges::find(kTypes, failure.type) != kTypes.end() ||
         (failure.type.empty() &&
          failure.message.find("answered with status") != std::string::npos);
}

Outcome<TableSettings> read_table_settings(Client& client, const std::string& table) {
  TableSettings settings;
  settings.name = table;
  QUONDAM_ASSIGN(const Answer answer,
                 client.read(kDynamoDb, "DescribeTable", body_of("TableName", table)));
  if (const auto description = member_of(answer.json(), "Table"))
    read_description(*description, settings);
  const auto may_lack = [&](std::string_view setting, const Outcome<void>& read) -> Outcome<void> {
    if (read) return {};
    if (!is_lacking(read.error())) return tl::unexpected(read.error());
    settings.unknown.push_back({std::string(setting), read.error().message});
    return {};
  };
  QUONDAM_TRY(may_lack("TimeToLive", read_ttl(client, settings)));
  QUONDAM_TRY(may_lack("Tags", read_tags(client, settings)));
  QUONDAM_TRY(may_lack("PointInTimeRecovery", read_recovery_setting(client, settings)));
  return settings;
}

}  // namespace quondam::ops
