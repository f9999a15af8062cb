#include "ops/foreign_revert.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <mutex>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "item/json.h"
#include "ops/conditional_write.h"
#include "ops/difference.h"
#include "ops/foreign_work.h"
#include "ops/interruption.h"
#include "ops/parallel.h"
#include "ops/value_text.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kMostSamples = 20;

// Differences on the disk, between their comparison and their undoing: as many as there are. Any
// thread.
class Spill {
 public:
  static Outcome<std::unique_ptr<Spill>> open() {
    std::FILE* file = std::tmpfile();
    if (file == nullptr) return failed("a temporary file cannot be made", "TMPDIR names a place.");
    return std::unique_ptr<Spill>(new Spill(file));
  }
  ~Spill() {
    std::free(line_);
    std::fclose(file_);
  }
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  Outcome<void> add(const Difference& difference) {
    const std::string text = to_json(difference) + "\n";
    if (std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return {};
    return failed("a temporary file cannot be written", "See that the disk has room.");
  }
  Outcome<void> rewind() {
    if (std::fflush(file_) == 0 && std::fseek(file_, 0, SEEK_SET) == 0) return {};
    return failed("a temporary file cannot be written", "See that the disk has room.");
  }
  // Nothing at the end.
  Outcome<std::optional<Difference>> next() {
    std::string text;
    {
      const std::lock_guard lock(mutex_);
      const ssize_t size = ::getline(&line_, &room_, file_);
      if (size < 0) {
        if (std::ferror(file_) != 0) return failed("a temporary file cannot be read back");
        return std::nullopt;
      }
      text.assign(line_, static_cast<std::size_t>(size));
    }
    QUONDAM_ASSIGN(Difference difference, parse_difference(text));
    return difference;
  }

 private:
  explicit Spill(std::FILE* file) : file_(file) {}

  std::FILE* file_;
  std::mutex mutex_;
  char* line_ = nullptr;
  std::size_t room_ = 0;
};

struct Sample {
  std::string action;  // "PUT", "DELETE", "CONFLICT", as Undo has them
  item::Item key;
};

struct Counts {
  std::uint64_t put = 0;
  std::uint64_t deleted = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t conflicts = 0;
  std::vector<Sample> samples;

  void count(WriteBack what, const item::Item& key) {
    switch (what) {
      case WriteBack::put:
        return add(put, "PUT", key);
      case WriteBack::deleted:
        return add(deleted, "DELETE", key);
      case WriteBack::conflict:
        return add(conflicts, "CONFLICT", key);
      case WriteBack::unchanged:
        ++unchanged;
    }
  }

 private:
  void add(std::uint64_t& counter, std::string_view action, const item::Item& key) {
    if (counter++ < kMostSamples) samples.push_back({std::string(action), key});
  }
};

struct Revert {
  Session& session;
  const UndoFlags& flags;
  Interval interval;  // whole seconds
  const TableKeys& keys;
  ForeignPlan plan = {};
  Counts planned = {};
  Counts done = {};
};

void print_samples(const Revert& revert, const Counts& counts, std::string_view action,
                   std::string_view word, Colour colour, std::uint64_t all) {
  std::uint64_t shown = 0;
  for (const Sample& sample : counts.samples) {
    if (sample.action != action) continue;
    ++shown;
    print(revert.session.paint(
        colour, fmt::format("  {:<9}{}\n", word, item_text(sample.key, names_of(revert.keys)))));
  }
  if (shown > 0 && all > shown)
    print(fmt::format("  {:<9}and {}\n", "", counted(all - shown, "other")));
}

void print_plan(const Revert& revert) {
  const Counts& counts = revert.planned;
  print(
      revert.session.paint(Colour::bold, fmt::format("{}, without what was changed {}",
                                                     revert.flags.table, revert.interval.shown())) +
      "\n");
  print(fmt::format("  {} would get an earlier image, {} would be deleted\n",
                    counted(counts.put, "item"), counts.deleted));
  if (counts.conflicts > 0) {
    print(fmt::format("  {} more attributes than a condition can hold: left as they are\n",
                      counted(counts.conflicts, "item has", "items have")));
  }
  print_samples(revert, counts, "PUT", "put", Colour::green, counts.put);
  print_samples(revert, counts, "DELETE", "delete", Colour::red, counts.deleted);
  print_samples(revert, counts, "CONFLICT", "conflict", Colour::yellow, counts.conflicts);
}

void print_json(const Revert& revert, const Counts& counts, std::string_view status) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("TableName").string(revert.flags.table);
  json.key("From").string(revert.interval.from.text()).key("To");
  revert.interval.to ? json.string(revert.interval.to->text()) : json.null();
  json.key("Status").string(status);
  json.key("PutCount").number(counts.put).key("DeleteCount").number(counts.deleted);
  json.key("UnchangedCount").number(counts.unchanged);
  json.key("ConflictCount").number(counts.conflicts);
  json.key("Samples").begin_array();
  for (const Sample& sample : counts.samples) {
    json.begin_object();
    item::append_json(json.key("Key").value(), sample.key);
    json.key("Action").string(sample.action).end_object();
  }
  json.end_array().key("Estimate").raw(to_json(revert.plan.estimate)).end_object();
  print(out + "\n");
}

// Finds what is to be undone, and counts it.
Outcome<std::unique_ptr<Spill>> compare(Revert& revert, ForeignFlags foreign) {
  QUONDAM_ASSIGN(auto spill, Spill::open());
  const ForeignWork work{revert.flags.table, revert.interval, revert.flags.selection, revert.keys,
                         foreign};
  QUONDAM_TRY(compare_foreign(
      revert.session, work, "revert", [&](const Difference& difference) -> Outcome<void> {
        const WriteBack what = !fits_a_condition(difference) ? WriteBack::conflict
                               : difference.before           ? WriteBack::put
                                                             : WriteBack::deleted;
        revert.planned.count(what, difference.key);
        return spill->add(difference);
      }));
  QUONDAM_TRY(spill->rewind());
  return spill;
}

Outcome<bool> write_all(Revert& revert, Spill& spill) {
  Interruption interruption;
  Progress progress;
  std::mutex mutex;
  const std::uint64_t all = revert.planned.put + revert.planned.deleted + revert.planned.conflicts;
  const auto done = run_parallel(
      revert.session.client.settings(), static_cast<std::size_t>(revert.flags.foreign.threads),
      interruption,
      [&](Client& client, std::size_t /*n*/) -> Outcome<void> {
        while (!interruption.ending()) {
          QUONDAM_ASSIGN(const auto difference, spill.next());
          if (!difference) break;
          const auto written = write_back(client, revert.flags.table, revert.keys, *difference,
                                          interruption.ending());
          if (!written && interruption.ending()) break;
          if (!written) return tl::unexpected(written.error());
          const std::lock_guard lock(mutex);
          revert.done.count(*written, difference->key);
        }
        return {};
      },
      [&] {
        const std::lock_guard lock(mutex);
        const Counts& counts = revert.done;
        progress.show(fmt::format("reverting {}: {} put, {} deleted", revert.flags.table,
                                  counts.put, counts.deleted),
                      counts.put + counts.deleted + counts.unchanged + counts.conflicts, all);
        return Outcome<void>();
      });
  progress.clear();
  if (!done) {
    Failure failure = done.error();
    failure.message = fmt::format(
        "after {}: {}", counted(revert.done.put + revert.done.deleted, "item"), failure.message);
    failure.what_next = "What is written stays written. Saying the same again does the rest.";
    return tl::unexpected<Failure>(std::move(failure));
  }
  return !interruption.requested();
}

Outcome<int> print_end(const Revert& revert, bool complete) {
  const Counts& counts = revert.done;
  if (revert.session.json) {
    print_json(revert, counts, complete ? "COMPLETED" : "CANCELLED");
  } else {
    print(fmt::format("{}: {} put back, {} deleted, {} unchanged{}\n", revert.flags.table,
                      counted(counts.put, "item"), counts.deleted, counts.unchanged,
                      complete ? "" : ", then interrupted"));
    if (counts.conflicts > 0) {
      print(fmt::format("{} changed since, and left as they are\n",
                        counted(counts.conflicts, "item was", "items were")));
      print_samples(revert, counts, "CONFLICT", "conflict", Colour::yellow, counts.conflicts);
    }
  }
  return complete && counts.conflicts == 0 ? kOk : kPartial;
}

}  // namespace

Outcome<int> run_foreign_revert(Session& session, const UndoFlags& flags, const Interval& interval,
                                const TableKeys& keys) {
  if (flags.force) {
    return wrong_usage("--force is for a Quondam, which keeps what it overwrites",
                       "Here what was changed since is left alone.");
  }
  Revert revert{session, flags, whole_seconds(interval), keys};
  ForeignFlags foreign = flags.foreign;
  foreign.yes = flags.yes;
  const ForeignWork work{flags.table, revert.interval, flags.selection, keys, foreign};
  QUONDAM_ASSIGN(revert.plan, plan_foreign(session, work));
  // Even to count takes a restore.
  if (flags.dry_run && !flags.yes && (!can_ask() || session.json)) {
    if (session.json) {
      print_json(revert, {}, "ESTIMATED");
    } else {
      print(estimate_text(revert.plan.estimate, revert.plan.size, flags.table));
      print("To count what would be written, say --dry-run --yes.\n");
    }
    return kOk;
  }
  QUONDAM_ASSIGN(const auto spill, compare(revert, foreign));
  const bool nothing = revert.planned.put + revert.planned.deleted == 0;
  if (flags.dry_run || !flags.yes || (nothing && !session.json)) {
    if (session.json) {
      print_json(revert, revert.planned, "DRY_RUN");
    } else {
      print_plan(revert);
    }
    if (flags.dry_run) return kOk;
  }
  if (nothing && !session.json) {
    print("There is nothing to write.\n");
    return revert.planned.conflicts > 0 ? kPartial : kOk;
  }
  if (!flags.yes && !confirm(fmt::format("Revert in {}?", flags.table)))
    return failed("nothing was done");
  QUONDAM_ASSIGN(const bool complete, write_all(revert, *spill));
  return print_end(revert, complete);
}

}  // namespace quondam::ops
