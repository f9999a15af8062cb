#include "operations/admin/restore_point_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kRequest{.kind = structure, .name = "ListRestorePointsInput"};

ApiResult handle(const Context& context, const Request& /*request*/) {
  QUONDAM_ASSIGN(const auto points, catalog::list_restore_points(context.database.engine()));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("RestorePoints").begin_array();
  for (const catalog::RestorePoint& point : points) append_restore_point(json, point);
  json.end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kListRestorePoints{kQuondam, "ListRestorePoints", &kRequest,
                                   Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
