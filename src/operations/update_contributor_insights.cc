#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::string_view kActions[] = {"ENABLE", "DISABLE"};
constexpr Shape kAction{.kind = string, .name = "ContributorInsightsAction", .values = kActions};
constexpr std::string_view kModes[] = {"ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"};
constexpr Shape kMode{.kind = string, .name = "ContributorInsightsMode", .values = kModes};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"IndexName", &kIndexName},
    {"ContributorInsightsAction", &kAction, required},
    {"ContributorInsightsMode", &kMode},
};
constexpr Shape kRequest{
    .kind = structure, .name = "UpdateContributorInsightsInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(table_of_settings(context, request));
  return refuse(not_supported("Contributor insights"));
}

}  // namespace

const Operation kUpdateContributorInsights{kDynamoDb, "UpdateContributorInsights", &kRequest,
                                           Operation::Runs::inline_, handle};

}  // namespace quondam::operations
