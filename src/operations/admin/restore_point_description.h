// A restore point, as the admin API answers it.
#pragma once

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "catalog/restore_point.h"

namespace quondam::operations {

inline void append_restore_point(JsonWriter& json, const catalog::RestorePoint& point) {
  json.begin_object();
  json.key("Name").string(point.name);
  json.key("Time").string(moment_text(point.at));
  json.key("Created").string(moment_text(point.created_us));
  json.key("Caller").string(point.caller);
  json.end_object();
}

}  // namespace quondam::operations
