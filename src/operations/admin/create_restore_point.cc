#include "operations/admin/restore_point_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/reading.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"Name", &kString, required},
    {"Time", &kString},
};
constexpr Shape kRequest{.kind = structure, .name = "CreateRestorePointInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  engine::Engine& engine = context.database.engine();
  catalog::RestorePoint point{.name = std::string(*request.string("Name")),
                              .created_us = context.database.clock().wall_us(),
                              .caller = std::string(context.caller)};
  if (!catalog::is_restore_point_name(point.name)) {
    return refuse(
        validation("A restore point's name has 1 to 255 letters, digits, '_', '.' and '-', and "
                   "begins with a letter or '_'"));
  }
  QUONDAM_ASSIGN(const catalog::CommitTime now, engine.safe_time());
  point.at = now;
  if (const auto time = request.string("Time")) {
    QUONDAM_ASSIGN(point.at, resolve_moment(context, *time));
    if (point.at > now) return refuse(validation("A restore point cannot lie in the future"));
  }

  // ---- the work ----
  const auto added = catalog::add_restore_point(engine, point, context.who());
  if (!added) {
    if (added.error().code == ErrorCode::already_exists)
      return refuse(resource_in_use(added.error().message));
    return refuse(added.error());
  }

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("RestorePoint");
  append_restore_point(json, point);
  json.end_object();
  return body;
}

}  // namespace

const Operation kCreateRestorePoint{kQuondam, "CreateRestorePoint", &kRequest,
                                    Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
