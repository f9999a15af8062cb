// The processor time of threads: of those that somebody waits for, and of those that work in the
// background.
#pragma once

namespace quondam {

// Asks for this thread, and those that it starts, to run soon and briefly when they have something
// to do: a request takes many short steps, by threads that wake one another. Linux 6.12 and later;
// elsewhere nothing changes.
void ask_for_short_turns();

// From now on this thread gives way to those that answer requests: it has a third of their weight
// where the processors do not suffice, and all of them where they do; its turns are long. Where the
// system refuses, nothing changes.
void give_way_to_requests();

}  // namespace quondam
