#include <fmt/format.h>

#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kArn{.kind = string, .name = "BulkOperationArn", .min = 37, .max = 1024};
constexpr Member kMembers[] = {{"BulkOperationArn", &kArn, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeBulkOperationInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& request) {
  // There are none.
  return refuse(not_found(fmt::format("Requested resource not found: BulkOperation: {} not found",
                                      *request.string("BulkOperationArn"))));
}

}  // namespace

const Operation kDescribeBulkOperation{kDynamoDb, "DescribeBulkOperation", &kRequest,
                                       Operation::Runs::inline_, handle};

}  // namespace quondam::operations
