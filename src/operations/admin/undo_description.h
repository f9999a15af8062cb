// An undo, as the admin API answers it (docs/admin-api.md).
#pragma once

#include "base/json_writer.h"
#include "operations/operation.h"
#include "undo/undo.h"

namespace quondam::operations {

// The object; keys of samples are left out where the table is gone.
Result<void> append_undo(JsonWriter& json, const Context& context, const undo::Undo& undo);
// The body of an answer whose one member is Undo.
ApiResult describe_undo(const Context& context, const undo::Undo& undo);

// ResourceNotFoundException.
ApiError undo_not_found(std::string_view id);

}  // namespace quondam::operations
