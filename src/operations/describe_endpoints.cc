#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kRequest{.kind = structure, .name = "DescribeEndpointsRequest"};

ApiResult handle(const Context& context, const Request& /*request*/) {
  // AWS's answer is the name of the region's endpoint; here it is the one that the client has come
  // to already, so that no client that looks for endpoints goes from here to AWS.
  constexpr std::int64_t kCachePeriod_minutes = 1440;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Endpoints").begin_array();
  json.begin_object();
  json.key("Address").string(context.host);
  json.key("CachePeriodInMinutes").number(kCachePeriod_minutes);
  json.end_object();
  json.end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeEndpoints{kDynamoDb, "DescribeEndpoints", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
