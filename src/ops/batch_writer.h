// Puts of up to 25 items at once, until all of them are written or refused.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"
#include "ops/load_queue.h"

namespace quondam::ops {

// Told once for each line: null when it is written, or why the endpoint does not take that item. A
// failure that it answers ends the work.
using LineOutcome = std::function<Outcome<void>(const LoadLine& line, const Failure* refused)>;

// Of lines with the same key only the last is sent; all of them count as written with it. What
// comes back unprocessed is sent again, after a pause. When a batch is refused for one item's sake,
// its items are sent one by one. Nothing is told of what was not answered when the work is
// `ending`.
Outcome<void> write_batch(Client& client, std::string_view table, std::vector<LoadLine> batch,
                          const std::atomic<bool>& ending, const LineOutcome& tell);

}  // namespace quondam::ops
