#include "operations/table_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/table_description.h"

namespace quondam::operations {
namespace {

using catalog::BillingMode;

// What on-demand billing begins with (developer guide: "On-demand capacity mode").
constexpr catalog::WarmThroughput kOnDemandWarm{.read_units = 12'000, .write_units = 4'000};
// AWS's own key for DynamoDB, which is another one in each account.
constexpr std::string_view kManagedKey = "00000000-0000-4000-8000-000000000000";

std::string name_of(SettingOf of) {
  return of.index.empty() ? std::string("table") : fmt::format("index {}", of.index);
}

ApiError exceeds_table_maximum(const Context& context, std::string_view what, bool reads) {
  return limit_exceeded(fmt::format(
      "Subscriber limit exceeded: Requested {} exceeds TableMax{}CapacityUnits of the account in "
      "region {}",
      what, reads ? "Read" : "Write", context.database.options().region));
}

ApiExpected<void> merge_limit(const Context& context, const Fields& given, SettingOf of, bool reads,
                              BillingMode billing, std::optional<std::int64_t>& limit) {
  constexpr std::int64_t kNoLimit = -1;
  const std::string_view member = reads ? "MaxReadRequestUnits" : "MaxWriteRequestUnits";
  const auto units = given.integer(member);
  if (!units) return {};
  if (billing == BillingMode::provisioned) {
    return refuse(invalid_parameter(
        fmt::format("{} for OnDemandThroughput cannot be specified when {}table BillingMode is "
                    "PROVISIONED{}",
                    member, of.creates ? "" : "the ", of.creates ? "." : "")));
  }
  if (*units == kNoLimit && !of.creates) {
    limit.reset();
    return {};
  }
  // With a colon of its own, as recorded.
  const std::string what =
      fmt::format("{} for OnDemandThroughput for {}", member,
                  of.index.empty() ? std::string("table") : fmt::format("index : {}", of.index));
  if (*units < 1)
    return refuse(invalid_parameter(fmt::format("Requested {} is outside of valid range", what)));
  if (*units > kMostTableUnits) return refuse(exceeds_table_maximum(context, what, reads));
  limit = *units;
  return {};
}

ApiExpected<void> raise_warm(const Context& context, const Fields& given, SettingOf of, bool reads,
                             BillingMode billing, std::int64_t now, std::int64_t& warm) {
  const std::string_view member = reads ? "ReadUnitsPerSecond" : "WriteUnitsPerSecond";
  const auto units = given.integer(member);
  if (!units) return {};
  const std::string what = fmt::format("{} for WarmThroughput for {}", member, name_of(of));
  if (*units < now) {
    std::string why = "current WarmThroughput, decreasing WarmThroughput is not supported";
    if (of.creates && billing == BillingMode::pay_per_request) {
      why =
          "initial throughput for OnDemand. See: "
          "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
          "on-demand-capacity-mode.html#on-demand-capacity-mode-initial";
    } else if (of.creates) {
      why = fmt::format("{}CapacityUnits of ProvisionedThroughput", reads ? "Read" : "Write");
    }
    return refuse(invalid_parameter(fmt::format("Requested {} is lower than {}", what, why)));
  }
  if (*units > std::max(kMostTableUnits, now))
    return refuse(exceeds_table_maximum(context, what, reads));
  warm = *units;
  return {};
}

std::string key_arn(const Context& context, std::optional<std::string_view> key) {
  if (key && key->starts_with("arn:")) return std::string(*key);
  const DatabaseOptions& options = context.database.options();
  const bool alias = key && key->starts_with("alias/");
  return fmt::format("arn:aws:kms:{}:{}:{}{}", options.region, options.account_id,
                     alias ? "" : "key/", key.value_or(kManagedKey));
}

}  // namespace

ApiExpected<void> read_on_demand(const Context& context, const Fields& fields,
                                 std::string_view parameter, SettingOf of, BillingMode billing,
                                 catalog::OnDemandLimits& limits) {
  const auto given = fields.structure(parameter);
  if (!given) return {};
  QUONDAM_TRY(merge_limit(context, *given, of, true, billing, limits.read_units));
  return merge_limit(context, *given, of, false, billing, limits.write_units);
}

catalog::WarmThroughput warm_throughput(BillingMode billing, const catalog::Throughput& throughput,
                                        const catalog::WarmThroughput& warm) {
  const catalog::WarmThroughput least =
      billing == BillingMode::pay_per_request
          ? kOnDemandWarm
          : catalog::WarmThroughput{throughput.read_units, throughput.write_units};
  return {std::max(least.read_units, warm.read_units),
          std::max(least.write_units, warm.write_units)};
}

ApiExpected<void> read_warm(const Context& context, const Fields& fields, SettingOf of,
                            BillingMode billing, const catalog::Throughput& throughput,
                            catalog::WarmThroughput& warm) {
  const auto given = fields.structure("WarmThroughput");
  if (!given) return {};
  const catalog::WarmThroughput now = warm_throughput(billing, throughput, warm);
  QUONDAM_TRY(raise_warm(context, *given, of, true, billing, now.read_units, warm.read_units));
  return raise_warm(context, *given, of, false, billing, now.write_units, warm.write_units);
}

void keep_warm(catalog::Table& table) {
  table.warm = warm_throughput(table.billing, table.throughput, table.warm);
  for (catalog::Index& index : table.indexes) {
    if (index.kind == catalog::Index::Kind::global)
      index.warm = warm_throughput(table.billing, index.throughput, index.warm);
  }
}

void read_table_class(const Fields& fields, catalog::Table& table) {
  if (fields.string("TableClass").value_or("STANDARD") != "STANDARD")
    table.table_class = catalog::TableClass::infrequent_access;
}

ApiExpected<std::optional<catalog::Encryption>> read_encryption(const Context& context,
                                                                const Fields& fields,
                                                                std::string_view parameter) {
  const auto given = fields.structure(parameter);
  if (!given) return std::nullopt;
  const auto enabled = given->boolean("Enabled");
  const auto type = given->string("SSEType");
  const auto key = given->string("KMSMasterKeyId");
  if (type == "AES256") return refuse(invalid_parameter("SSEType AES256 is not supported"));
  if (enabled == false) {
    if (type) return refuse(invalid_parameter("SSEType can not be specified if Enabled is false"));
    if (key)
      return refuse(invalid_parameter("KMSMasterKeyId can not be specified if Enabled is false"));
    return catalog::Encryption{};
  }
  if (key && !type)
    return refuse(invalid_parameter("SSEType KMS is required if KMSMasterKeyId is specified"));
  if (!enabled && !type) return catalog::Encryption{};
  return catalog::Encryption{.enabled = true, .kms_key_arn = key_arn(context, key)};
}

void append_on_demand(JsonWriter& json, const catalog::OnDemandLimits& limits) {
  if (!limits.read_units && !limits.write_units) return;
  json.key("OnDemandThroughput").begin_object();
  if (limits.read_units) json.key("MaxReadRequestUnits").number(*limits.read_units);
  if (limits.write_units) json.key("MaxWriteRequestUnits").number(*limits.write_units);
  json.end_object();
}

void append_warm(JsonWriter& json, const catalog::WarmThroughput& warm, std::string_view status) {
  json.key("WarmThroughput").begin_object();
  json.key("ReadUnitsPerSecond").number(warm.read_units);
  json.key("WriteUnitsPerSecond").number(warm.write_units);
  json.key("Status").string(status);
  json.end_object();
}

// AWS shows it of tables that were given a class other than the first one.
void append_table_class(JsonWriter& json, const catalog::Table& table) {
  const bool standard = table.table_class == catalog::TableClass::standard;
  if (standard && table.class_changed_us == 0) return;
  json.key("TableClassSummary").begin_object();
  json.key("TableClass").string(standard ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS");
  if (table.class_changed_us != 0)
    json.key("LastUpdateDateTime").number(to_seconds(table.class_changed_us));
  json.end_object();
}

void append_encryption(JsonWriter& json, const catalog::Encryption& encryption) {
  if (!encryption.enabled) return;
  json.key("SSEDescription").begin_object();
  json.key("Status").string("ENABLED");
  json.key("SSEType").string("KMS");
  json.key("KMSMasterKeyArn").string(encryption.kms_key_arn);
  json.end_object();
}

}  // namespace quondam::operations
