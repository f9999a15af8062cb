// What `rewind` and `revert` have in common: a dry run, a question, the undo itself in the server,
// and its end (docs/admin-api.md, "RewindTable, RevertTable").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "item/attribute_value.h"
#include "ops/command.h"
#include "ops/foreign_work.h"
#include "ops/selection.h"

namespace quondam::ops {

// An undo as the server describes it.
struct Undo {
  struct Sample {
    std::string action;  // "PUT", "DELETE", "CONFLICT"
    item::Item key;
    bool expired = false;  // put back, and time to live will delete it again
  };
  std::string id;
  std::string table;
  std::string operation;
  std::string from;
  std::string to;
  std::string status;
  std::string message;
  std::string began;
  std::string ended;
  std::uint64_t put = 0;
  std::uint64_t deleted = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t expired = 0;
  std::vector<Sample> samples;
  std::string json;  // as it came

  [[nodiscard]] std::uint64_t looked_at() const { return put + deleted + unchanged + conflicts; }
};

// Of an element of the form {"UndoId": ...}.
Outcome<Undo> read_undo(simdjson::dom::element json);

enum class UndoKind { rewind, revert };

struct UndoFlags {
  CommonFlags common;
  std::string table;
  std::string from;  // of a revert
  std::string to;
  Selection selection;
  bool dry_run = false;
  bool force = false;
  bool yes = false;
  ForeignFlags foreign;  // of a revert
};

// --dry-run, --force, --yes.
void add_undo_flags(CLI::App& command, UndoFlags& flags);

Outcome<int> run_undo(UndoKind kind, const UndoFlags& flags);

// Asks until the undo has ended.
Outcome<Undo> wait_for_undo(Session& session, Undo undo, std::uint64_t expected_items);
// Prints how it ended, and answers the exit code.
Outcome<int> print_end_of_undo(Session& session, const Undo& undo, bool forced);

}  // namespace quondam::ops
