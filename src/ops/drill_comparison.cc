#include "ops/drill_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "base/sigv4.h"
#include "item/json.h"
#include "ops/foreign_comparison.h"
#include "ops/item_reads.h"
#include "ops/parallel.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kBuckets = 65536;

// Sums of digests, each 64 bits of them on its own, modulo 2^64.
struct Bucket {
  std::uint64_t count = 0;
  std::array<std::uint64_t, 4> sum{};

  bool operator==(const Bucket&) const = default;
};
using Buckets = std::vector<Bucket>;

struct Digested {
  std::size_t bucket = 0;
  std::array<std::uint64_t, 4> digest{};
};

// Of the JSON form, which is the same for equal items.
Digested digested(const item::Item& item, const TableKeys& keys) {
  const sigv4::Digest key = sigv4::sha256(item::to_json(key_of(item, keys)));
  const sigv4::Digest whole = sigv4::sha256(item::to_json(item));
  Digested made;
  constexpr unsigned kByteBits = 8;
  made.bucket = (static_cast<std::size_t>(key[0]) << kByteBits) | key[1];
  static_assert(sizeof(made.digest) == sizeof(whole));
  std::memcpy(made.digest.data(), whole.data(), sizeof(made.digest));
  return made;
}

class ViewComparison {
 public:
  ViewComparison(Session& session, const TableKeys& keys, int threads, Interruption& interruption)
      : session_(session),
        keys_(keys),
        threads_(static_cast<std::size_t>(threads)),
        interruption_(interruption) {}

  Outcome<DrillComparison> run(const std::string& view, const std::string& restored) {
    DrillComparison result;
    QUONDAM_ASSIGN(const Buckets before, sum(view, "reading the past", result.items_before));
    QUONDAM_ASSIGN(const Buckets after, sum(restored, "comparing", result.items_after));
    chosen_.assign(kBuckets, false);
    std::uint64_t to_read = 0;
    bool any = false;
    for (std::size_t n = 0; n < kBuckets; ++n) {
      if (before[n] == after[n]) {
        result.equal += before[n].count;
        continue;
      }
      constexpr std::uint64_t kMostItems = 1'000'000;
      const std::uint64_t items = std::max(before[n].count, after[n].count);
      if (any && to_read + items > kMostItems) {
        result.at_least = true;
        continue;
      }
      chosen_[n] = any = true;
      to_read += items;
    }
    if (any) QUONDAM_TRY(name_differences(view, restored, result));
    return result;
  }

 private:
  using Page = std::function<Outcome<void>(Client&, std::vector<item::Item>)>;

  // `page` is called by several threads at once.
  Outcome<void> read_all(const std::string& table, std::string_view doing, const Page& page) {
    const ItemReads reads{table, true};
    const Selection all;
    std::uint64_t read = 0;
    std::mutex mutex;
    Progress progress;
    QUONDAM_TRY(run_parallel(
        session_.client.settings(), threads_, interruption_,
        [&](Client& client, std::size_t n) {
          return read_selected(client, reads, all, keys_, n, threads_, interruption_.ending(),
                               [&](std::vector<item::Item> items) {
                                 {
                                   const std::lock_guard lock(mutex);
                                   read += items.size();
                                 }
                                 return page(client, std::move(items));
                               });
        },
        [&] {
          const std::lock_guard lock(mutex);
          progress.show(fmt::format("{}: {}", doing, counted(read, "item")));
          return Outcome<void>();
        }));
    if (interruption_.requested()) return failed("it was interrupted");
    return {};
  }

  Outcome<Buckets> sum(const std::string& table, std::string_view doing, std::uint64_t& items) {
    Buckets buckets(kBuckets);
    std::mutex mutex;
    QUONDAM_TRY(read_all(table, doing, [&](Client&, const std::vector<item::Item>& page) {
      std::vector<Digested> made;
      made.reserve(page.size());
      for (const item::Item& item : page) made.push_back(digested(item, keys_));
      const std::lock_guard lock(mutex);
      items += page.size();
      for (const Digested& one : made) {
        Bucket& bucket = buckets[one.bucket];
        ++bucket.count;
        for (std::size_t n = 0; n < one.digest.size(); ++n) bucket.sum[n] += one.digest[n];
      }
      return Outcome<void>();
    }));
    return buckets;
  }

  // The chosen buckets' items, which are kept by key and digest: about 150 bytes each.
  Outcome<void> name_differences(const std::string& view, const std::string& restored,
                                 DrillComparison& result) {
    std::unordered_map<std::string, std::array<std::uint64_t, 4>> known;
    std::mutex mutex;
    const auto chosen = [&](const std::vector<item::Item>& items, const auto& use) {
      for (const item::Item& item : items) {
        const Digested made = digested(item, keys_);
        if (chosen_[made.bucket]) use(item, item::to_json(key_of(item, keys_)), made.digest);
      }
    };
    QUONDAM_TRY(read_all(
        view, "reading the differences", [&](Client&, const std::vector<item::Item>& items) {
          chosen(items, [&](const item::Item&, std::string key, const auto& digest) {
            const std::lock_guard lock(mutex);
            known.insert_or_assign(std::move(key), digest);
          });
          return Outcome<void>();
        }));
    std::vector<std::string> wanted;  // keys of samples
    const auto differs = [&](const std::string& key) {
      ++result.differences;
      if (wanted.size() < kMostDrillSamples) wanted.push_back(key);
    };
    QUONDAM_TRY(read_all(restored, "comparing", [&](Client&, const std::vector<item::Item>& items) {
      chosen(items, [&](const item::Item&, const std::string& key, const auto& digest) {
        const std::lock_guard lock(mutex);
        const auto found = known.find(key);
        const bool same = found != known.end() && found->second == digest;
        if (found != known.end()) known.erase(found);
        if (same) {
          ++result.equal;
        } else {
          differs(key);
        }
      });
      return Outcome<void>();
    }));
    for (const auto& [key, digest] : known) differs(key);
    QUONDAM_ASSIGN(const auto befores, read_items(session_.client, {view, true}, keys_, wanted,
                                                  interruption_.ending()));
    QUONDAM_ASSIGN(const auto afters, read_items(session_.client, {restored, true}, keys_, wanted,
                                                 interruption_.ending()));
    for (const std::string& key : wanted) {
      Difference sample;
      QUONDAM_ASSIGN(sample.key, item::parse_item(key));
      if (const auto found = befores.find(key); found != befores.end())
        sample.before = found->second;
      if (const auto found = afters.find(key); found != afters.end()) sample.after = found->second;
      result.samples.push_back(std::move(sample));
    }
    return {};
  }

  Session& session_;
  const TableKeys& keys_;
  const std::size_t threads_;
  Interruption& interruption_;
  std::vector<bool> chosen_;
};

}  // namespace

Outcome<DrillComparison> compare_with_view(Session& session, const std::string& view,
                                           const std::string& restored, const TableKeys& keys,
                                           int threads, Interruption& interruption) {
  return ViewComparison(session, keys, threads, interruption).run(view, restored);
}

Outcome<DrillComparison> compare_with_present(Session& session, const std::string& restored,
                                              const std::string& present, const TableKeys& keys,
                                              int threads, Interruption& interruption) {
  DrillComparison result;
  std::uint64_t not_met = 0;  // items of the restored table that are not equal
  QUONDAM_ASSIGN(
      const ComparedCounts counts,
      compare_tables(session, {restored, false}, {present, true}, Selection(), keys, threads,
                     interruption, [&](const Difference& difference) -> Outcome<void> {
                       ++result.differences;
                       if (difference.before) ++not_met;
                       if (result.samples.size() < kMostDrillSamples)
                         result.samples.push_back(difference);
                       return {};
                     }));
  result.items_before = counts.after;
  result.items_after = counts.before;
  result.equal = counts.before - std::min(counts.before, not_met);
  return result;
}

}  // namespace quondam::ops
