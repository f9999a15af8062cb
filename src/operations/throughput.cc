#include "operations/throughput.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace quondam::operations {
namespace {

constexpr std::int64_t kMaxUnits = 1'000'000'000'000;

// "Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time"
std::string spoken(Micros time_us) {
  constexpr int kHalfDay = 12;
  const std::tm time = fmt::gmtime(static_cast<std::time_t>(time_us / kMicrosPerSecond));
  const int hour = time.tm_hour % kHalfDay;
  return fmt::format("{0:%A, %B} {1}, {0:%Y} at {2}:{0:%M:%S} {3} Coordinated Universal Time", time,
                     time.tm_mday, hour == 0 ? kHalfDay : hour,
                     time.tm_hour < kHalfDay ? "AM" : "PM");
}

ApiExpected<void> check_decrease(const catalog::Throughput& throughput, Micros now_us) {
  constexpr std::int64_t kAtOnce = 4;
  constexpr Micros kBetween = 3600 * kMicrosPerSecond;
  const std::int64_t today = decreases_today(throughput, now_us);
  const Micros next_us = throughput.last_decrease_us + kBetween;
  if (today < kAtOnce || now_us >= next_us) return {};
  const Micros midnight_us = (now_us / kMicrosPerDay + 1) * kMicrosPerDay;
  return refuse(limit_exceeded(fmt::format(
      "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC "
      "day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
      "performed at most once every 3600 seconds. Number of decreases today: {}. Last decrease at "
      "{}. Next decrease can be made at {}.",
      today, spoken(throughput.last_decrease_us), spoken(std::min(next_us, midnight_us)))));
}

}  // namespace

ApiExpected<std::optional<ThroughputUnits>> read_throughput(const Fields& fields,
                                                            std::string_view parameter) {
  const auto given = fields.structure(parameter);
  if (!given) return std::nullopt;
  for (const std::string_view name : {"ReadCapacityUnits", "WriteCapacityUnits"}) {
    if (const std::int64_t units = *given->integer(name); units > kMaxUnits) {
      return refuse(validation(fmt::format("Given value {} for {} is out of bounds", units, name)));
    }
  }
  return ThroughputUnits{*given->integer("ReadCapacityUnits"),
                         *given->integer("WriteCapacityUnits")};
}

std::optional<catalog::BillingMode> read_billing(const Fields& fields, std::string_view parameter) {
  const auto given = fields.string(parameter);
  if (!given) return std::nullopt;
  return *given == "PROVISIONED" ? catalog::BillingMode::provisioned
                                 : catalog::BillingMode::pay_per_request;
}

ApiExpected<void> read_capacity(const Fields& fields, catalog::Table& table) {
  table.billing = read_billing(fields, "BillingMode").value_or(catalog::BillingMode::provisioned);
  QUONDAM_ASSIGN(const auto throughput, read_throughput(fields, "ProvisionedThroughput"));
  if (table.billing == catalog::BillingMode::pay_per_request) {
    if (throughput) return refuse(throughput_of_on_demand_table());
    table.billing_changed_us = table.created_us;
    return {};
  }
  if (!throughput) {
    return refuse(
        invalid_parameter("ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                          "BillingMode is PROVISIONED"));
  }
  table.throughput.read_units = throughput->read;
  table.throughput.write_units = throughput->write;
  return {};
}

ApiError throughput_of_on_demand_table() {
  return invalid_parameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
      "PAY_PER_REQUEST");
}

ApiError throughput_of_index_missing(std::string_view index) {
  return invalid_parameter(
      fmt::format("ProvisionedThroughput must be specified for index: {}", index));
}

ApiError throughput_unchanged(std::string_view of, const ThroughputUnits& units) {
  return validation(fmt::format(
      "The provisioned throughput for the {0} will not change. The requested value equals the "
      "current value. Current ReadCapacityUnits provisioned for the {0}: {1}. Requested "
      "ReadCapacityUnits: {1}. Current WriteCapacityUnits provisioned for the {0}: {2}. Requested "
      "WriteCapacityUnits: {2}. Refer to the Amazon DynamoDB Developer Guide for current limits "
      "and how to request higher limits.",
      of, units.read, units.write));
}

std::int64_t decreases_today(const catalog::Throughput& throughput, Micros now_us) {
  const bool today = throughput.last_decrease_us / kMicrosPerDay == now_us / kMicrosPerDay;
  return today ? throughput.decreases_today : 0;
}

ApiExpected<void> set_throughput(catalog::Throughput& throughput, const ThroughputUnits& units,
                                 Micros now_us) {
  const bool increases = units.read > throughput.read_units || units.write > throughput.write_units;
  const bool decreases = units.read < throughput.read_units || units.write < throughput.write_units;
  if (decreases) QUONDAM_TRY(check_decrease(throughput, now_us));
  if (increases) throughput.last_increase_us = now_us;
  if (decreases) {
    throughput.decreases_today = decreases_today(throughput, now_us) + 1;
    throughput.last_decrease_us = now_us;
  }
  throughput.read_units = units.read;
  throughput.write_units = units.write;
  return {};
}

}  // namespace quondam::operations
