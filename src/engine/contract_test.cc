// The contract of engine.h, over every engine: ordered maps, cursors, snapshots, spaces.
// The other parts: contract_transact_test.cc, contract_time_test.cc, contract_clone_test.cc,
// contract_durability_test.cc, contract_drop_rule_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::Pair;

class MapContract : public EngineContract {
 protected:
  static Key key(std::string bytes) { return {kTable, 0, std::move(bytes)}; }
  static Range range(std::string begin, std::string end) {
    return {kTable, std::move(begin), std::move(end), std::nullopt};
  }
  // Where a cursor stands: its key, or "-" when it has left the range.
  static std::string at(const Cursor& cursor) {
    EXPECT_TRUE(cursor.status());
    return cursor.valid() ? std::string(cursor.key()) : "-";
  }
};

TEST_P(MapContract, a_key_has_the_value_last_put_until_it_is_erased) {
  EXPECT_EQ(get(key("k")), std::nullopt);
  put(key("k"), "1");
  EXPECT_EQ(get(key("k")), "1");
  put(key("k"), "2");
  EXPECT_EQ(get(key("k")), "2");
  erase(key("k"));
  EXPECT_EQ(get(key("k")), std::nullopt);
  erase(key("k"));
  put(key("k"), "");
  EXPECT_EQ(get(key("k")), "");
}

TEST_P(MapContract, keys_and_values_are_any_bytes_ordered_as_unsigned) {
  using namespace std::string_literals;
  const std::vector<std::string> ordered = {"\0"s,   "\0\0"s, "\0\xff"s, "\x01"s,    "a"s,
                                            "a\0"s,  "a\0b"s, "b"s,      "\x7f"s,    "\x80"s,
                                            "\xfe"s, "\xff"s, "\xff\0"s, "\xff\xff"s};
  for (auto bytes = ordered.rbegin(); bytes != ordered.rend(); ++bytes) {
    put(key(*bytes), *bytes + "\0\xff"s);
  }
  std::vector<std::string> seen;
  for (const auto& [bytes, value] : rows(kTable)) {
    seen.push_back(bytes);
    EXPECT_EQ(value, bytes + "\0\xff"s);
  }
  EXPECT_EQ(seen, ordered);
  for (const auto& bytes : ordered) EXPECT_EQ(get(key(bytes)), bytes + "\0\xff"s);
}

TEST_P(MapContract, the_largest_item_fits_and_comes_back_after_a_restart) {
  const std::string value(400 * 1024, 'x');
  put(key("k"), value);
  EXPECT_EQ(get(key("k")), value);
  harness().restart();
  EXPECT_EQ(get(key("k")), value);
}

TEST_P(MapContract, spaces_do_not_mix) {
  ASSERT_TRUE(engine().create_space(kTable + 1));
  for (const SpaceId space : {kTable, kTable + 1, kCatalogSpace, kHistorySpace, kChangesSpace}) {
    put({space, 0, "k"}, std::to_string(space));
  }
  erase({kTable, 0, "k"});
  EXPECT_EQ(get({kTable, 0, "k"}), std::nullopt);
  for (const SpaceId space : {kTable + 1, kCatalogSpace, kHistorySpace, kChangesSpace}) {
    EXPECT_THAT(rows(space), ElementsAre(Pair("k", std::to_string(space))));
  }
}

TEST_P(MapContract, an_empty_range_is_an_end_not_an_error) {
  for (const std::string end : {"", "z"}) {
    const auto walk = cursor(*engine().snapshot(), range("", end));
    walk->seek_to_first();
    EXPECT_EQ(at(*walk), "-");
    walk->seek_to_last();
    EXPECT_EQ(at(*walk), "-");
    walk->seek("k");
    EXPECT_EQ(at(*walk), "-");
    walk->seek_for_prev("k");
    EXPECT_EQ(at(*walk), "-");
  }
  put(key("b"), "");
  const auto walk = cursor(*engine().snapshot(), range("b", "b"));
  walk->seek_to_first();
  EXPECT_EQ(at(*walk), "-");
}

TEST_P(MapContract, a_cursor_walks_its_range_both_ways_and_turns) {
  for (const std::string bytes : {"a", "b", "c", "d", "e"}) put(key(bytes), bytes);
  const auto snapshot = engine().snapshot();
  const auto walk = cursor(*snapshot, range("b", "e"));
  walk->seek_to_first();
  EXPECT_EQ(at(*walk), "b");
  EXPECT_EQ(walk->value(), "b");
  walk->next();
  EXPECT_EQ(at(*walk), "c");
  walk->prev();
  EXPECT_EQ(at(*walk), "b");
  walk->prev();
  EXPECT_EQ(at(*walk), "-");
  walk->seek_to_last();
  EXPECT_EQ(at(*walk), "d");
  walk->prev();
  EXPECT_EQ(at(*walk), "c");
  walk->next();
  EXPECT_EQ(at(*walk), "d");
  EXPECT_EQ(walk->value(), "d");
  walk->next();
  EXPECT_EQ(at(*walk), "-");

  const auto all = cursor(*snapshot, range("", ""));
  all->seek_to_last();
  EXPECT_EQ(at(*all), "e");
  all->seek_to_first();
  EXPECT_EQ(at(*all), "a");
  const auto open_ended = cursor(*snapshot, range("d", ""));
  open_ended->seek_to_last();
  EXPECT_EQ(at(*open_ended), "e");
  open_ended->seek_to_first();
  EXPECT_EQ(at(*open_ended), "d");
}

TEST_P(MapContract, a_seek_finds_the_neighbour_inside_the_range) {
  for (const std::string bytes : {"a", "c", "e", "g", "i"}) put(key(bytes), bytes);
  const auto walk = cursor(*engine().snapshot(), range("c", "h"));
  struct Case {
    std::string to, next, prev;
  };
  for (const Case& expected : std::vector<Case>{{"", "c", "-"},
                                                {"a", "c", "-"},
                                                {"b", "c", "-"},
                                                {"c", "c", "c"},
                                                {"d", "e", "c"},
                                                {"e", "e", "e"},
                                                {"g", "g", "g"},
                                                {"ga", "-", "g"},
                                                {"h", "-", "g"},
                                                {"i", "-", "g"},
                                                {"z", "-", "g"}}) {
    walk->seek(expected.to);
    EXPECT_EQ(at(*walk), expected.next) << "seek " << expected.to;
    walk->seek_for_prev(expected.to);
    EXPECT_EQ(at(*walk), expected.prev) << "seek_for_prev " << expected.to;
  }
}

TEST_P(MapContract, partitions_are_walked_one_by_one_or_merged_in_key_order) {
  Rows all;
  for (const Partition partition : {3, 1, 4, 2}) {
    Rows own;
    for (const std::string name : {"x", "y"}) {
      const Key in = key_in(kTable, partition, name);
      put(in, name);
      own.emplace(in.bytes, name);
    }
    EXPECT_EQ(rows(*engine().snapshot(), partition_range(kTable, partition)), own);
    all.merge(own);
  }
  EXPECT_EQ(rows(kTable), all);
  std::vector<std::string> backwards;
  const auto walk = cursor(*engine().snapshot(), range("", ""));
  for (walk->seek_to_last(); walk->valid(); walk->prev()) backwards.emplace_back(walk->key());
  std::reverse(backwards.begin(), backwards.end());
  std::vector<std::string> forwards;
  for (const auto& [bytes, value] : all) forwards.push_back(bytes);
  EXPECT_EQ(backwards, forwards);
}

// Random puts, erases and walks beside a std::map, with restarts in between.
TEST_P(MapContract, behaves_as_a_map) {
  std::mt19937_64 random(test_seed());
  SCOPED_TRACE("seed " + std::to_string(test_seed()));
  const auto below = [&](unsigned end) { return static_cast<unsigned>(random() % end); };
  const auto some_key = [&] {
    return key_in(kTable, 1 + below(4), std::string(1, static_cast<char>(below(40) * 6)));
  };
  Rows model;
  for (int round = 0; round < 120; ++round) {
    if (below(40) == 0) harness().restart();
    for (unsigned i = below(4); i > 0; --i) {
      const Key changed = some_key();
      if (below(3) == 0) {
        erase(changed);
        model.erase(changed.bytes);
      } else {
        const std::string value = std::to_string(round);
        put(changed, value);
        model[changed.bytes] = value;
      }
    }
    Range tested =
        range(below(3) == 0 ? "" : some_key().bytes, below(3) == 0 ? "" : some_key().bytes);
    if (!tested.end.empty() && tested.begin > tested.end) std::swap(tested.begin, tested.end);
    const auto first = model.lower_bound(tested.begin);
    const auto last = tested.end.empty() ? model.end() : model.lower_bound(tested.end);
    Rows expected(first, last);
    const auto snapshot = engine().snapshot();
    ASSERT_EQ(rows(*snapshot, tested), expected);
    const auto walk = cursor(*snapshot, tested);
    for (int step = 0; step < 20; ++step) {
      const std::string to = some_key().bytes;
      auto place = expected.lower_bound(to);
      if (below(2) == 0) {
        walk->seek(to);
      } else {
        walk->seek_for_prev(to);
        place = expected.upper_bound(to);
        place = place == expected.begin() ? expected.end() : std::prev(place);
      }
      while (true) {
        ASSERT_EQ(at(*walk), place == expected.end() ? "-" : place->first);
        if (place == expected.end()) break;
        ASSERT_EQ(walk->value(), place->second);
        const unsigned move = below(5);
        if (move == 0) break;
        if (move < 3) {
          walk->next();
          ++place;
        } else {
          walk->prev();
          place = place == expected.begin() ? expected.end() : std::prev(place);
        }
      }
    }
  }
}

TEST_P(MapContract, a_snapshot_reads_a_partition_as_it_was) {
  for (const std::string name : {"a", "b", "c"}) put(key_in(kTable, 1, name), "old");
  const auto snapshot = engine().snapshot();
  const Range own = partition_range(kTable, 1);
  const Rows before = rows(*snapshot, own);  // and the snapshot has touched the partition
  const auto walk = cursor(*snapshot, own);
  walk->seek_to_first();

  put(key_in(kTable, 1, "a"), "new");
  erase(key_in(kTable, 1, "b"));
  put(key_in(kTable, 1, "ba"), "new");
  for (int i = 0; i < 20; ++i) put(key_in(kTable, 1, "c"), std::to_string(i));

  EXPECT_EQ(rows(*snapshot, own), before);
  EXPECT_EQ(get(*snapshot, key_in(kTable, 1, "b")), "old");
  EXPECT_EQ(get(*snapshot, key_in(kTable, 1, "ba")), std::nullopt);
  Rows walked;
  for (; walk->valid(); walk->next()) walked.emplace(walk->key(), walk->value());
  EXPECT_EQ(walked, before);
  EXPECT_EQ(get(key_in(kTable, 1, "a")), "new");
  EXPECT_EQ(get(key_in(kTable, 1, "b")), std::nullopt);
  EXPECT_EQ(get(*engine().snapshot(), key_in(kTable, 1, "c")), "19");
}

QUONDAM_OVER_ALL_ENGINES(MapContract);

class SpaceContract : public EngineContract {};

TEST_P(SpaceContract, the_shared_spaces_are_there_from_the_start) {
  EXPECT_THAT(engine().spaces(), Contains(kCatalogSpace));
  EXPECT_THAT(engine().spaces(), Contains(kHistorySpace));
  EXPECT_THAT(engine().spaces(), Contains(kChangesSpace));
}

TEST_P(SpaceContract, creating_and_dropping_survive_a_power_cut) {
  ASSERT_TRUE(engine().create_space(kTable + 1));
  ASSERT_TRUE(engine().create_space(kTable + 2));
  put({kTable + 1, 0, "k"}, "1");
  put({kTable + 2, 0, "k"}, "2");
  ASSERT_TRUE(engine().drop_space(kTable + 1));
  EXPECT_THAT(engine().spaces(), Not(Contains(kTable + 1)));
  harness().power_cut();
  EXPECT_THAT(engine().spaces(), Not(Contains(kTable + 1)));
  EXPECT_THAT(engine().spaces(), Contains(kTable + 2));
  EXPECT_EQ(get({kTable + 2, 0, "k"}), "2");
}

TEST_P(SpaceContract, a_space_that_exists_or_does_not_is_a_named_error) {
  constexpr SpaceId kMissing = kTable + 9;
  EXPECT_EQ(engine().create_space(kTable).error().code, ErrorCode::already_exists);
  EXPECT_EQ(engine().drop_space(kMissing).error().code, ErrorCode::not_found);
  EXPECT_EQ(engine().clone(kMissing, kTable + 1, CloneUse::table).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(engine().clone(kTable, kTable, CloneUse::table).error().code,
            ErrorCode::already_exists);
  EXPECT_EQ(engine().get({kMissing, 0, "k"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(engine().size(kMissing).error().code, ErrorCode::not_found);
  EXPECT_EQ(engine().reclaim(kMissing).error().code, ErrorCode::not_found);
  const auto snapshot = engine().snapshot();
  EXPECT_EQ(snapshot->get({kMissing, 0, "k"}).error().code, ErrorCode::not_found);
  const auto walk = snapshot->cursor({kMissing, "", "", std::nullopt});
  ASSERT_FALSE(walk);
  EXPECT_EQ(walk.error().code, ErrorCode::not_found);
}

TEST_P(SpaceContract, a_write_to_a_missing_space_writes_nothing) {
  const Key here{kTable, 0, "k"};
  const Key nowhere{kTable + 9, 0, "k"};
  const auto outcome =
      engine().transact({.exclusive = {here}, .shared = {}}, [&](Transaction& transaction) {
        transaction.put(here, "1");
        transaction.put(nowhere, "1");
        return Result<void>();
      });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::not_found);
  EXPECT_EQ(get(here), std::nullopt);
}

TEST_P(SpaceContract, a_space_dropped_under_a_transaction_is_an_error_or_was_written_before) {
  std::atomic<bool> dropped = false;
  std::jthread dropper([&] {
    std::this_thread::yield();
    EXPECT_TRUE(engine().drop_space(kTable));
    dropped = true;
  });
  for (int i = 0;; ++i) {
    const bool was_dropped = dropped;
    const auto outcome = try_put({kTable, 0, "k"}, std::to_string(i));
    if (!outcome) {
      EXPECT_EQ(outcome.error().code, ErrorCode::not_found);
      break;
    }
    ASSERT_FALSE(was_dropped);
  }
}

TEST_P(SpaceContract, size_counts_what_is_stored) {
  for (int i = 0; i < 50; ++i) put({kTable, 0, "k" + std::to_string(i)}, std::string(10'000, 'x'));
  const auto size = engine().size(kTable);
  ASSERT_TRUE(size);
  // An estimate: compression, and what is still in memory, are the engine's own.
  EXPECT_GT(size->keys, 0U);
  EXPECT_GT(size->bytes, 0U);
}

TEST_P(SpaceContract, every_partition_has_a_change_shard) {
  const std::uint16_t shards = engine().change_shards();
  ASSERT_GE(shards, 1);
  for (Partition partition = 0; partition < 1000; ++partition) {
    const Partition spread = partition * 0x9E3779B97F4A7C15ULL;
    EXPECT_LT(engine().change_shard(spread), shards);
    EXPECT_EQ(engine().change_shard(spread), engine().change_shard(spread));
  }
}

QUONDAM_OVER_ALL_ENGINES(SpaceContract);

}  // namespace
}  // namespace quondam::engine::testing
