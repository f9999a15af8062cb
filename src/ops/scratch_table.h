// A table that is made here by a restore, to be read and dropped. Never another one: what is
// dropped has the TableId that the restore answered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/client.h"
#include "ops/command.h"
#include "ops/failure.h"
#include "ops/interruption.h"
#include "ops/times.h"

namespace quondam::ops {

class ScratchTable {
 public:
  // Begins the restore of `source` as it was at `at` (whole seconds), without indexes, on demand.
  static Outcome<ScratchTable> restore(Client& client, const std::string& source, const Moment& at);

  // Waits until it is ACTIVE, and tags it: quondam:scratch-of = the source.
  Outcome<void> wait_until_ready(Client& client, Progress& progress, Interruption& interruption);
  // Drops it, if it is still the table that was made.
  Outcome<void> drop(Client& client);

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  ScratchTable() = default;

  std::string source_;
  std::string name_;
  std::string id_;
  std::string arn_;
};

}  // namespace quondam::ops
