#include "ops/foreign_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/sigv4.h"
#include "item/json.h"
#include "ops/item_reads.h"
#include "ops/parallel.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kDigestBytes = 16;
using Digest = std::array<std::uint8_t, kDigestBytes>;

// Of the JSON form, which is the same for equal items.
Digest digest_of(const item::Item& item) {
  const sigv4::Digest whole = sigv4::sha256(item::to_json(item));
  Digest digest;
  std::copy_n(whole.begin(), kDigestBytes, digest.begin());
  return digest;
}

class Comparison {
 public:
  Comparison(Session& session, const ComparedTable& before, const ComparedTable& after,
             const Selection& selection, const TableKeys& keys, std::size_t threads,
             Interruption& interruption,
             const std::function<Outcome<void>(const Difference&)>& tell)
      : session_(session),
        before_{before.name, before.consistent_read},
        after_{after.name, after.consistent_read},
        selection_(selection),
        keys_(keys),
        threads_(threads),
        interruption_(interruption),
        tell_(tell) {}

  Outcome<ComparedCounts> run() {
    ComparedCounts counts;
    QUONDAM_ASSIGN(counts.before,
                   in_parallel("reading the past", [&](Client& client, std::size_t n) {
                     return read_selected(
                         client, before_, selection_, keys_, n, threads_, interruption_.ending(),
                         [&](const std::vector<item::Item>& items) { return remember(items); });
                   }));
    QUONDAM_ASSIGN(
        counts.after, in_parallel("comparing", [&](Client& client, std::size_t n) {
          return read_selected(
              client, after_, selection_, keys_, n, threads_, interruption_.ending(),
              [&](std::vector<item::Item> items) { return compare(client, std::move(items)); });
        }));
    // What is left was not met again: gone, or no longer what the filter wants.
    left_.reserve(known_.size());
    for (auto& [key, digest] : known_) left_.push_back(key);
    std::ranges::sort(left_);
    QUONDAM_TRY(in_parallel("reading what is gone",
                            [&](Client& client, std::size_t n) { return tell_left(client, n); }));
    return counts;
  }

 private:
  // A candidate for a difference, as it is after.
  struct Met {
    std::string key;
    item::Item after;
    bool was_known = false;  // so it is another image for sure
  };

  // Answers how many items were read.
  Outcome<std::uint64_t> in_parallel(
      std::string_view doing, const std::function<Outcome<void>(Client&, std::size_t)>& work) {
    Progress progress;
    QUONDAM_TRY(run_parallel(session_.client.settings(), threads_, interruption_, work, [&] {
      const std::lock_guard lock(mutex_);
      progress.show(fmt::format("{}: {}", doing, counted(read_, "item")));
      return Outcome<void>();
    }));
    if (interruption_.requested()) return failed("it was interrupted");
    const std::lock_guard lock(mutex_);
    return std::exchange(read_, 0);
  }

  Outcome<void> remember(const std::vector<item::Item>& items) {
    for (const item::Item& item : items) {
      std::string key = item::to_json(key_of(item, keys_));
      const Digest digest = digest_of(item);
      const std::lock_guard lock(mutex_);
      known_.insert_or_assign(std::move(key), digest);
      ++read_;
    }
    return {};
  }

  Outcome<void> compare(Client& client, std::vector<item::Item> items) {
    std::vector<Met> met;
    std::vector<std::string> wanted;
    for (item::Item& item : items) {
      std::string key = item::to_json(key_of(item, keys_));
      const Digest digest = digest_of(item);
      {
        const std::lock_guard lock(mutex_);
        ++read_;
        const auto found = known_.find(key);
        const bool known = found != known_.end();
        const bool same = known && found->second == digest;
        if (known) known_.erase(found);
        if (same) continue;
        // Without a filter, what was not met before was not there.
        if (known || !selection_.filter.empty()) wanted.push_back(key);
        met.push_back({std::move(key), std::move(item), known});
      }
    }
    QUONDAM_ASSIGN(auto images, read_items(client, before_, keys_, wanted, interruption_.ending()));
    for (Met& one : met) {
      const auto image = images.find(one.key);
      Difference difference{key_of(one.after, keys_), std::nullopt, std::move(one.after)};
      if (image != images.end()) difference.before = std::move(image->second);
      QUONDAM_TRY(tell(difference));
    }
    return {};
  }

  Outcome<void> tell_left(Client& client, std::size_t n) {
    constexpr std::size_t kPiece = 100;
    for (std::size_t begin = n * kPiece; begin < left_.size() && !interruption_.ending();
         begin += threads_ * kPiece) {
      const auto first = left_.begin() + static_cast<std::ptrdiff_t>(begin);
      const std::size_t count = std::min(kPiece, left_.size() - begin);
      const std::vector<std::string> piece(first, first + static_cast<std::ptrdiff_t>(count));
      QUONDAM_ASSIGN(auto befores,
                     read_items(client, before_, keys_, piece, interruption_.ending()));
      QUONDAM_ASSIGN(auto afters, read_items(client, after_, keys_, piece, interruption_.ending()));
      for (auto& [key, before] : befores) {
        const auto found = afters.find(key);
        Difference difference{key_of(before, keys_), std::move(before), std::nullopt};
        if (found != afters.end()) difference.after = std::move(found->second);
        QUONDAM_TRY(tell(difference));
      }
    }
    return {};
  }

  Outcome<void> tell(const Difference& difference) {
    if (difference.before == difference.after) return {};
    const std::lock_guard lock(telling_);
    return tell_(difference);
  }

  Session& session_;
  const ItemReads before_;
  const ItemReads after_;
  const Selection& selection_;
  const TableKeys& keys_;
  const std::size_t threads_;
  Interruption& interruption_;
  const std::function<Outcome<void>(const Difference&)>& tell_;

  std::mutex telling_;
  std::mutex mutex_;
  std::uint64_t read_ = 0;
  std::unordered_map<std::string, Digest> known_;  // before, and not met again so far
  std::vector<std::string> left_;
};

}  // namespace

Outcome<ComparedCounts> compare_tables(
    Session& session, const ComparedTable& before, const ComparedTable& after,
    const Selection& selection, const TableKeys& keys, int threads, Interruption& interruption,
    const std::function<Outcome<void>(const Difference&)>& tell) {
  return Comparison(session, before, after, selection, keys, static_cast<std::size_t>(threads),
                    interruption, tell)
      .run();
}

}  // namespace quondam::ops
