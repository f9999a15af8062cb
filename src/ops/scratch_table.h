// A table that is made here by a restore, to be read and dropped. Never another one: what is
// dropped has the TableId that the restore answered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/client.h"
#include "ops/command.h"
#include "ops/failure.h"
#include "ops/interruption.h"
#include "ops/times.h"

namespace quondam::ops {

// What it is made for: how its name begins, and its tags.
struct ScratchPurpose {
  std::string_view prefix = "quondam-scratch-";
  // Has the source as its value.
  std::string_view tag = "quondam:scratch-of";
  // Further ones.
  std::vector<std::pair<std::string, std::string>> tags = {};
};

// Whether a name begins as one of a table that is made here.
bool is_scratch_name(std::string_view name);

class ScratchTable {
 public:
  // Begins the restore of `source` as it was at `at` (whole seconds), without indexes, on demand.
  static Outcome<ScratchTable> restore(Client& client, const std::string& source, const Moment& at,
                                       ScratchPurpose purpose = {});

  // Waits until it is ACTIVE, and tags it as soon as the endpoint takes tags.
  Outcome<void> wait_until_ready(Client& client, Progress& progress, Interruption& interruption);
  // Drops it, if it is still the table that was made.
  Outcome<void> drop(Client& client);

  [[nodiscard]] const std::string& name() const { return name_; }
  // As the restore answered them.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& arn() const { return arn_; }
  [[nodiscard]] bool is_tagged() const { return tagged_; }

 private:
  ScratchTable() = default;

  Outcome<void> tag(Client& client, Interruption& interruption, bool patiently);

  ScratchPurpose purpose_;
  bool tagged_ = false;
  std::string source_;
  std::string name_;
  std::string id_;
  std::string arn_;
};

}  // namespace quondam::ops
