// What the tables of an application must have, as a file that stands beside its code (docs/cli.md,
// "Policies"):
//
//   every-table: true
//   rules:
//     - tables: [orders, "customers*"]
//       point-in-time-recovery: true
//       recovery-period-days: 35
//       deletion-protection: true
//       drill-within-days: 90
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

struct PolicyRule {
  std::vector<std::string> tables;  // names and patterns
  std::vector<std::string> except;
  bool optional = false;  // there need be no such table
  bool recovery = false;
  std::uint64_t recovery_days = 0;  // at least; 0: as many as there are
  bool protection = false;
  std::uint64_t drill_within_days = 0;  // 0: no drill is wanted

  [[nodiscard]] bool concerns(const std::string& table) const;
};

struct Policy {
  std::vector<PolicyRule> rules;
  // A table that no rule concerns is a failure.
  bool every_table = false;

  // Whether the tables of an endpoint must be listed to know which ones are meant.
  [[nodiscard]] bool has_patterns() const;
  [[nodiscard]] bool concerns(const std::string& table) const;
};

// `name`: the file's, for messages. Errors are wrong usage, and say the line.
Outcome<Policy> parse_policy(const std::string& yaml, const std::string& name);
// "-" is standard input.
Outcome<Policy> read_policy(const std::string& path);

// What a command finds its policy in when nothing is said.
inline constexpr char kDefaultPolicy[] = "quondam.yaml";

}  // namespace quondam::ops
