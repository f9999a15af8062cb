#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kNextToken{.kind = string, .name = "NextTokenString"};
constexpr Shape kMaxResults{.kind = integer, .name = "ListContributorInsightsLimit", .max = 100};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn},
    {"NextToken", &kNextToken},
    {"MaxResults", &kMaxResults},
};
constexpr Shape kRequest{
    .kind = structure, .name = "ListContributorInsightsInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  if (request.has("TableName")) QUONDAM_TRY(table_of_settings(context, request));
  // There are none.
  return R"({"ContributorInsightsSummaries":[]})";
}

}  // namespace

const Operation kListContributorInsights{kDynamoDb, "ListContributorInsights", &kRequest,
                                         Operation::Runs::inline_, handle};

}  // namespace quondam::operations
