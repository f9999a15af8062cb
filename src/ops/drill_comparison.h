// A restored table beside what it was restored from, item by item, in bounded memory.
//
// Against the past view of a Quondam: both sides are read once by parallel scans, and each item is
// added to one of 65,536 buckets, chosen by a hash of its key: how many, and the sum of their
// SHA-256 digests. Equal counts and sums in all buckets mean equal sets of items (two different
// sets agree with a probability of about 2^-128). Only where a bucket is not equal are its items
// read once more, and named: of buckets with a million items together at most.
//
// Against a table in use, on other endpoints: ops/foreign_comparison.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ops/command.h"
#include "ops/difference.h"
#include "ops/interruption.h"
#include "ops/table_keys.h"

namespace quondam::ops {

struct DrillComparison {
  std::uint64_t items_before = 0;  // of what was restored from
  std::uint64_t items_after = 0;   // of the restored table
  std::uint64_t equal = 0;
  std::uint64_t differences = 0;
  bool at_least = false;  // there were more differences than were looked at
  std::vector<Difference> samples;
};

inline constexpr std::size_t kMostDrillSamples = 10;

// `view`: "orders@2026-11-26T10:00:00Z".
Outcome<DrillComparison> compare_with_view(Session& session, const std::string& view,
                                           const std::string& restored, const TableKeys& keys,
                                           int threads, Interruption& interruption);

// `present`: the table in use. Differences are told from the restored table to the present.
Outcome<DrillComparison> compare_with_present(Session& session, const std::string& restored,
                                              const std::string& present, const TableKeys& keys,
                                              int threads, Interruption& interruption);

}  // namespace quondam::ops
