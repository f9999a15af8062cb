// `quondam restore` where the endpoint is no Quondam: RestoreTableToPointInTime, to a whole second.
#pragma once

#include <string>

#include "ops/client.h"
#include "ops/failure.h"
#include "ops/restore_pairs.h"
#include "ops/times.h"

namespace quondam::ops {

// The moment that is asked for there: `at` without its fraction. Empty for "now", which is the
// latest moment that the endpoint can restore (on AWS about five minutes ago).
std::string foreign_restore_time(const Moment& at);

Outcome<Answer> begin_foreign_restore(Client& client, const RestorePair& pair, const Moment& at);

}  // namespace quondam::ops
