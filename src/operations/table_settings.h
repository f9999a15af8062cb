// OnDemandThroughput, WarmThroughput, TableClass and SSESpecification of the operations that make,
// change and restore tables. They are checked, kept and shown as AWS does; none of them changes how
// a table works here. The texts: docs/compatibility.md, "Settings of tables".
#pragma once

#include "base/json_writer.h"
#include "catalog/table.h"
#include "operations/operation.h"

namespace quondam::operations {

// What a table has at most (DescribeLimits).
inline constexpr std::int64_t kMostTableUnits = 40'000;

// Whose setting it is, as the texts name it.
struct SettingOf {
  std::string_view index;  // empty: the table's
  bool creates = false;    // not yet there
};

// `parameter` (OnDemandThroughput or its override), merged member by member into `limits`; -1 takes
// a limit away where there is something to change.
ApiExpected<void> read_on_demand(const Context& context, const Fields& fields,
                                 std::string_view parameter, SettingOf of,
                                 catalog::BillingMode billing, catalog::OnDemandLimits& limits);

// The warm throughput that is shown: at least 12,000 and 4,000 on demand, and what is provisioned.
catalog::WarmThroughput warm_throughput(catalog::BillingMode billing,
                                        const catalog::Throughput& throughput,
                                        const catalog::WarmThroughput& warm);
// WarmThroughput; `throughput` and `billing` as they are going to be.
ApiExpected<void> read_warm(const Context& context, const Fields& fields, SettingOf of,
                            catalog::BillingMode billing, const catalog::Throughput& throughput,
                            catalog::WarmThroughput& warm);
// Keeps what the table and its indexes are warmed to, before and after their capacity changes.
void keep_warm(catalog::Table& table);

// TableClass, of a table that is made.
void read_table_class(const Fields& fields, catalog::Table& table);

// `parameter` (SSESpecification or its override); nullopt when absent or without a member.
ApiExpected<std::optional<catalog::Encryption>> read_encryption(const Context& context,
                                                                const Fields& fields,
                                                                std::string_view parameter);

// OnDemandThroughput, WarmThroughput.
void append_on_demand(JsonWriter& json, const catalog::OnDemandLimits& limits);
void append_warm(JsonWriter& json, const catalog::WarmThroughput& warm, std::string_view status);
// TableClassSummary, SSEDescription.
void append_table_class(JsonWriter& json, const catalog::Table& table);
void append_encryption(JsonWriter& json, const catalog::Encryption& encryption);

}  // namespace quondam::operations
