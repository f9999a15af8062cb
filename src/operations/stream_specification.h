// StreamSpecification of CreateTable and UpdateTable.
#pragma once

#include "operations/operation.h"

namespace quondam::operations {

// The view of the stream that the new table is to have; nullopt: none.
ApiExpected<std::optional<catalog::Stream::View>> read_new_stream(const Request& request);

// What UpdateTable makes of the stream.
struct StreamChange {
  std::optional<catalog::Stream::View> enable;  // nullopt: disable
};
ApiExpected<std::optional<StreamChange>> read_stream_change(const Request& request);

// Refuses enabling what is enabled (also with another view), and disabling what is not.
ApiExpected<void> apply(const StreamChange& change, catalog::Table& table, catalog::CommitTime now);

}  // namespace quondam::operations
