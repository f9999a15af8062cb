#include "base/json_writer.h"
#include "base/moment_text.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

// Ten years.
constexpr Shape kSeconds{
    .kind = long_integer, .name = "Seconds", .min = 1, .max = 10LL * 365 * 86'400};
constexpr Member kMembers[] = {{"Seconds", &kSeconds, required}};
constexpr Shape kRequest{.kind = structure, .name = "AdvanceClockInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  const auto seconds = static_cast<Micros>(*request.integer("Seconds"));
  QUONDAM_TRY(context.database.advance_clock(seconds * kMicrosPerSecond));
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Time").string(moment_text(context.database.clock().wall_us()));
  json.end_object();
  return body;
}

}  // namespace

const Operation kAdvanceClock{kQuondam, "AdvanceClock", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
