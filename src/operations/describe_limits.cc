#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_settings.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kRequest{.kind = structure, .name = "DescribeLimitsInput"};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  // An account's defaults. Only limits of single tables are kept to: an account here is not billed.
  constexpr std::int64_t kMostAccountUnits = 2 * kMostTableUnits;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("AccountMaxReadCapacityUnits").number(kMostAccountUnits);
  json.key("AccountMaxWriteCapacityUnits").number(kMostAccountUnits);
  json.key("TableMaxReadCapacityUnits").number(kMostTableUnits);
  json.key("TableMaxWriteCapacityUnits").number(kMostTableUnits);
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeLimits{kDynamoDb, "DescribeLimits", &kRequest, Operation::Runs::inline_,
                                handle};

}  // namespace quondam::operations
