// BillingMode and ProvisionedThroughput of the operations that create and change tables.
#pragma once

#include <optional>

#include "catalog/table.h"
#include "operations/request.h"

namespace quondam::operations {

struct ThroughputUnits {
  std::int64_t read = 0;
  std::int64_t write = 0;
};

// The member (ProvisionedThroughput or its override); nullopt when absent.
ApiExpected<std::optional<ThroughputUnits>> read_throughput(const Fields& fields,
                                                            std::string_view parameter);

// The parameter (BillingMode or its override); nullopt when absent.
std::optional<catalog::BillingMode> read_billing(const Fields& fields, std::string_view parameter);

// BillingMode and ProvisionedThroughput of a table that is made, whose created_us is known.
ApiExpected<void> read_capacity(const Fields& fields, catalog::Table& table);

// "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is
// PAY_PER_REQUEST".
ApiError throughput_of_on_demand_table();
// "The provisioned throughput for the table will not change. ..."; `of` is "table" or "index x".
ApiError throughput_unchanged(std::string_view of, const ThroughputUnits& units);

// How often the units went down on the UTC day of `now_us`.
[[nodiscard]] std::int64_t decreases_today(const catalog::Throughput& throughput, Micros now_us);

// Changes the units. LimitExceededException for a decrease too many: four a UTC day, and then one
// an hour (service quotas: "Decreasing provisioned throughput").
ApiExpected<void> set_throughput(catalog::Throughput& throughput, const ThroughputUnits& units,
                                 Micros now_us);

// "ProvisionedThroughput must be specified for index: ...".
ApiError throughput_of_index_missing(std::string_view index);

}  // namespace quondam::operations
