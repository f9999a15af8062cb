#include "operations/throughput.h"

#include <fmt/format.h>

namespace quondam::operations {
namespace {

constexpr std::int64_t kMaxUnits = 1'000'000'000'000;

}  // namespace

ApiExpected<std::optional<ThroughputUnits>> read_throughput(const Request& request,
                                                            std::string_view parameter) {
  const auto given = request.structure(parameter);
  if (!given) return std::nullopt;
  for (const std::string_view name : {"ReadCapacityUnits", "WriteCapacityUnits"}) {
    if (const std::int64_t units = *given->integer(name); units > kMaxUnits) {
      return refuse(validation(fmt::format("Given value {} for {} is out of bounds", units, name)));
    }
  }
  return ThroughputUnits{*given->integer("ReadCapacityUnits"),
                         *given->integer("WriteCapacityUnits")};
}

std::optional<catalog::BillingMode> read_billing(const Request& request,
                                                 std::string_view parameter) {
  const auto given = request.string(parameter);
  if (!given) return std::nullopt;
  return *given == "PROVISIONED" ? catalog::BillingMode::provisioned
                                 : catalog::BillingMode::pay_per_request;
}

ApiError throughput_of_on_demand_table() {
  return invalid_parameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
      "PAY_PER_REQUEST");
}

}  // namespace quondam::operations
