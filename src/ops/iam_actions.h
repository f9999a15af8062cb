// What each command calls on AWS: the one table that `quondam iam` makes its policies of.
// tests/ops/test_iam.py holds it against what the commands really send.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace quondam::ops {

// What an action is granted on.
enum class IamResource {
  all,      // "*": AWS knows no resource for these actions
  table,    // the tables that the command is for
  index,    // their indexes
  backup,   // their backups
  target,   // the tables that are made of them by a restore
  scratch,  // the restores of diff and revert
  drill,    // the restores of drill
};

struct IamGrant {
  IamResource on;
  // Without "dynamodb:", a blank between two.
  std::string_view actions;
};

struct IamRow {
  // "drill", "drill cleanup"
  std::string_view command;
  std::vector<IamGrant> grants;
};

std::vector<IamRow> iam_rows();

// Why a command has no row: nothing that it does has a word on AWS. Nothing for all others.
std::optional<std::string_view> why_not_on_aws(std::string_view command);

}  // namespace quondam::ops
