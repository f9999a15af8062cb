// What it costs, and how long it takes, to compare a table of AWS with its past: the past has to be
// restored to a table of its own first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quondam::ops {

// What is known of the table before anything is done. AWS counts its size every six hours or so.
struct ForeignSize {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  // of the table alone: scratch tables have no indexes
  bool provisioned = false;
};

struct ForeignEstimate {
  int restores = 0;
  double restored_gigabytes = 0;
  double read_units = 0;
  double restore_dollars = 0;
  double read_dollars = 0;
  double scan_seconds = 0;

  [[nodiscard]] double dollars() const { return restore_dollars + read_dollars; }
};

// `restores`: one against the present, two between two moments. `reads_all`: not for one item or
// one partition. `threads`: scans at once.
ForeignEstimate estimate_foreign(const ForeignSize& size, int restores, bool reads_all,
                                 int threads);

// For people, several lines.
std::string estimate_text(const ForeignEstimate& estimate, const ForeignSize& size,
                          std::string_view table);
// An object: {"Restores", "RestoredGigabytes", "ReadUnits", "Dollars", "ScanSeconds"}.
std::string to_json(const ForeignEstimate& estimate);

}  // namespace quondam::ops
