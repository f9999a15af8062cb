#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/patterns.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kMaxResults{
    .kind = integer, .name = "ListBulkOperationsMaxLimit", .min = 1, .max = 25};
constexpr Shape kNextToken{.kind = string,
                           .name = "BulkOperationNextToken",
                           .min = 1,
                           .max = 1024,
                           .pattern = kImportNextTokenPattern};
constexpr Member kMembers[] = {
    {"MaxResults", &kMaxResults},
    {"NextToken", &kNextToken},
};
constexpr Shape kRequest{.kind = structure, .name = "ListBulkOperationsInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  // There are none.
  return R"({"BulkOperations":[]})";
}

}  // namespace

const Operation kListBulkOperations{kDynamoDb, "ListBulkOperations", &kRequest,
                                    Operation::Runs::inline_, handle};

}  // namespace quondam::operations
