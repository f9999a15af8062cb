// The processor time of threads that work while nobody waits for their next step.
#pragma once

namespace quondam {

// From now on this thread gives way to those that answer requests: it has a third of their weight
// where the processors do not suffice, and all of them where they do. Where the system refuses,
// nothing changes.
void give_way_to_requests();

}  // namespace quondam
