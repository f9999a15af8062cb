// The file that `dump` writes, and the small file beside it that says how far it is:
// FILE.dump-state, gone when the dump is complete. What it says is never ahead of what is on the
// disk.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/failure.h"
#include "ops/packed_file.h"

namespace quondam::ops {

struct DumpSegment {
  bool done = false;
  std::string last_key;  // LastEvaluatedKey, JSON; empty: from the beginning
};

struct DumpState {
  // What is being dumped: the same must be asked for to go on.
  std::string table;
  std::string table_id;  // empty where the endpoint has none
  std::string at;        // a moment; empty: the present
  std::string format;

  std::vector<DumpSegment> segments;
  std::uint64_t file_bytes = 0;  // the file is whole up to here
  std::uint64_t items = 0;       // that many items
};

std::string to_json(const DumpState& state);
Outcome<DumpState> read_dump_state(const std::string& path);
std::string dump_state_path(const std::string& path);

class DumpFile {
 public:
  // "-": standard output, which keeps no state. The file must not be there, unless `state` is one
  // that was read from beside it: then it goes on where that ends.
  static Outcome<std::unique_ptr<DumpFile>> open(const std::string& path, DumpState state);
  ~DumpFile();
  DumpFile(const DumpFile&) = delete;
  DumpFile& operator=(const DumpFile&) = delete;

  // A page of a segment: its lines, and where the segment goes on. Any thread.
  Outcome<void> add(std::size_t segment, std::string_view lines, std::uint64_t items,
                    DumpSegment progress);
  // What was added is on the disk, and the state says so.
  Outcome<void> checkpoint();
  // The same, and takes the state away: the dump is complete.
  Outcome<void> complete();

  [[nodiscard]] std::uint64_t items() const;
  [[nodiscard]] std::uint64_t file_bytes() const;
  [[nodiscard]] std::vector<DumpSegment> segments() const;

 private:
  DumpFile(std::string path, DumpState state);

  Outcome<void> open_file();
  Outcome<void> write_out();
  Outcome<void> sync();
  Outcome<void> save_state();
  tl::unexpected<Failure> cannot_write() const;

  const std::string path_;
  const bool kept_;  // a file, with a state beside it
  int descriptor_ = -1;

  mutable std::mutex mutex_;
  DumpState state_;
  std::unique_ptr<Compressor> compressor_;
  bool in_member_ = false;  // something was added since the last checkpoint
  std::string unwritten_;
};

}  // namespace quondam::ops
