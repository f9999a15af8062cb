#include "operations/operation_table.h"

#include <array>

#include "base/json_writer.h"

namespace quondam::operations {
namespace {

#define QUONDAM_POINT_AT_OPERATION(name) &k##name,
constexpr std::array kOperations{QUONDAM_OPERATIONS(QUONDAM_POINT_AT_OPERATION)
                                     QUONDAM_ADMIN_OPERATIONS(QUONDAM_POINT_AT_OPERATION)};
#undef QUONDAM_POINT_AT_OPERATION

}  // namespace

std::span<const Operation* const> all_operations() {
  return kOperations;
}

ApiExpected<const Operation*> find_operation(std::string_view target) {
  const std::size_t dot = target.find('.');
  if (dot == std::string_view::npos) return refuse(unknown_operation());
  const std::string_view service = target.substr(0, dot);
  const std::string_view name = target.substr(dot + 1);
  for (const Operation* operation : kOperations) {
    if (operation->name == name && operation->service == service) return operation;
  }
  return refuse(unknown_operation());
}

std::string describe_shapes() {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  for (const Operation* operation : kOperations) {
    if (operation->service != kQuondam)
      append_shape(json.key(operation->name), *operation->request);
  }
  json.end_object();
  return text;
}

}  // namespace quondam::operations
