#include "operations/stream_specification.h"

#include <fmt/format.h>

#include "catalog/stream_settings.h"

namespace quondam::operations {

namespace {

struct Specification {
  bool enabled = false;
  std::optional<catalog::Stream::View> view;
};

std::optional<Specification> read(const Request& request) {
  const auto given = request.structure("StreamSpecification");
  if (!given) return std::nullopt;
  Specification specification{.enabled = *given->boolean("StreamEnabled"), .view = std::nullopt};
  if (const auto view = given->string("StreamViewType"))
    specification.view = catalog::view_named(*view);
  return specification;
}

}  // namespace

ApiExpected<std::optional<catalog::Stream::View>> read_new_stream(const Request& request) {
  const auto specification = read(request);
  if (!specification) return std::nullopt;
  if (specification->enabled && !specification->view) {
    return refuse(invalid_parameter(
        "Table is being created with a stream enabled, UpdateViewType is required"));
  }
  if (!specification->enabled && specification->view) {
    return refuse(
        invalid_parameter("Table is being created with a stream disabled, UpdateViewType should "
                          "not be specified"));
  }
  return specification->view;
}

ApiExpected<std::optional<StreamChange>> read_stream_change(const Request& request) {
  const auto specification = read(request);
  if (!specification) return std::nullopt;
  if (specification->enabled && !specification->view) {
    return refuse(invalid_parameter("If stream is being enabled then UpdateViewType is required"));
  }
  if (!specification->enabled && specification->view) {
    return refuse(invalid_parameter(
        "If stream is being disabled, then UpdateViewType must not be specified"));
  }
  return StreamChange{specification->view};
}

ApiExpected<void> apply(const StreamChange& change, catalog::Table& table,
                        catalog::CommitTime now) {
  if (change.enable.has_value() != table.stream_is_enabled()) {
    if (change.enable) {
      catalog::enable_stream(table, *change.enable, now);
    } else {
      catalog::disable_stream(table, now);
    }
    return {};
  }
  return refuse(validation(fmt::format(
      "{}: TableName: {}",
      change.enable ? "Table already has an enabled stream" : "Table has no stream to disable",
      table.name)));
}

}  // namespace quondam::operations
