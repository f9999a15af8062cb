// What this machine's drills have made and not dropped yet: a small file each, in the folder
// <drill log>.made. An endpoint takes no tags while a table is being made (on AWS for 20 minutes
// and more), so a drill that is interrupted then leaves a table that only its record knows.
#pragma once

#include <optional>
#include <string>

#include "ops/failure.h"

namespace quondam::ops {

struct MadeTable {
  std::string name;
  std::string id;      // the TableId that the restore answered
  std::string arn;     // likewise
  std::string source;  // the table that was restored
  std::string run;     // ops/drill_marks.h
};

Outcome<void> record_made(const MadeTable& table);
Outcome<std::optional<MadeTable>> find_made(const std::string& name);
// Once it is dropped.
void forget_made(const std::string& name);

}  // namespace quondam::ops
