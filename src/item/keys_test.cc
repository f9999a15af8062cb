#include "item/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/coding.h"
#include "item/json.h"
#include "item/testing/random_items.h"

namespace quondam::item {
namespace {

using testing::RandomItems;
using Operator = SortCondition::Operator;

const KeySchema kTable = {{{"pk", Type::S}}, {{"sk", Type::S}}};

std::string bytes_of(const KeySchema& schema, const Item& item) {
  const auto key = encode_key(schema, item);
  EXPECT_TRUE(key.has_value()) << to_json(item);
  return key ? key->bytes : std::string();
}

bool contains(const KeyRange& range, std::string_view key) {
  return key >= range.begin && (range.end.empty() || key < range.end);
}

// DynamoDB's order of key values of one type.
int compare(const AttributeValue& a, const AttributeValue& b) {
  const auto sign = [](auto order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); };
  if (const auto* text = a.get_if<std::string>()) {
    return sign(text->compare(*b.get_if<std::string>()));
  }
  if (const auto* binary = a.get_if<Binary>()) {
    return sign(binary->bytes.compare(b.get_if<Binary>()->bytes));
  }
  return sign(*a.get_if<Number>() <=> *b.get_if<Number>());
}

bool begins_with(const AttributeValue& value, const AttributeValue& prefix) {
  if (const auto* text = value.get_if<std::string>()) {
    return text->starts_with(*prefix.get_if<std::string>());
  }
  return value.get_if<Binary>()->bytes.starts_with(prefix.get_if<Binary>()->bytes);
}

bool satisfies(const AttributeValue& value, const SortCondition& condition) {
  switch (condition.op) {
    case Operator::eq:
      return compare(value, condition.value) == 0;
    case Operator::lt:
      return compare(value, condition.value) < 0;
    case Operator::le:
      return compare(value, condition.value) <= 0;
    case Operator::gt:
      return compare(value, condition.value) > 0;
    case Operator::ge:
      return compare(value, condition.value) >= 0;
    case Operator::between:
      return compare(value, condition.value) >= 0 && compare(value, condition.upper) <= 0;
    case Operator::begins_with:
      return begins_with(value, condition.value);
  }
  return false;
}

// Schemas with one to four attributes on each side, and items that have all of them.
class RandomKeys {
 public:
  explicit RandomKeys(RandomItems& random) : random_(random) {}

  Type type() { return static_cast<Type>(random_.below(3)); }
  KeySchema table() {
    KeySchema schema{{{"pk", type()}}, {}};
    if (random_.below(3) != 0) schema.sort.push_back({"sk", type()});
    return schema;
  }
  KeySchema index() {
    KeySchema schema;
    for (std::uint64_t i = 0, n = 1 + random_.below(4); i < n; ++i) {
      schema.partition.push_back({"p" + std::to_string(i), type()});
    }
    for (std::uint64_t i = 0, n = random_.below(5); i < n; ++i) {
      schema.sort.push_back({"s" + std::to_string(i), type()});
    }
    return schema;
  }
  // Not empty, as index keys are.
  AttributeValue value(Type type) {
    while (true) {
      AttributeValue made = random_.key_value(type);
      if (key_component_bytes(made) > 0) return made;
    }
  }
  void fill(const std::vector<KeyAttribute>& attributes, Item& item) {
    for (const KeyAttribute& a : attributes) item.insert_or_assign(a.name, value(a.type));
  }
  Item item(const KeySchema& schema) {
    Item made;
    fill(schema.partition, made);
    fill(schema.sort, made);
    return made;
  }

 private:
  RandomItems& random_;
};

std::vector<AttributeValue> values_of(const std::vector<KeyAttribute>& attributes,
                                      const Item& item) {
  std::vector<AttributeValue> values;
  for (const KeyAttribute& a : attributes) values.push_back(item.at(a.name));
  return values;
}

TEST(Keys, BeginWithTheIndexNumberAndTheRoutingToken) {
  const auto key = encode_key(kTable, *parse_item(R"({"pk":{"S":"a"},"sk":{"S":"b"}})"));
  ASSERT_TRUE(key.has_value());
  Decoder in(key->bytes);
  EXPECT_EQ(in.u32(), kTableIndex);
  EXPECT_EQ(in.u32(), key->partition);
  EXPECT_EQ(partition_of_key(key->bytes), key->partition);
  EXPECT_EQ(in.rest(), std::string_view("a\0\1b\0\1", 6));
  EXPECT_EQ(index_of_key(key->bytes), kTableIndex);
  EXPECT_EQ(index_of_key("abc"), std::nullopt);
}

TEST(Keys, OfAnItemNeedEveryKeyAttributeInItsType) {
  EXPECT_FALSE(encode_key(kTable, *parse_item(R"({"pk":{"S":"a"}})")).has_value());
  EXPECT_FALSE(encode_key(kTable, *parse_item(R"({"pk":{"S":"a"},"sk":{"N":"1"}})")).has_value());
  EXPECT_TRUE(encode_key(kTable, *parse_item(R"({"pk":{"S":"a"},"sk":{"S":"1"},"x":{"N":"1"}})"))
                  .has_value());
}

TEST(Keys, AreDecodedToTheAttributesTheyWereMadeOf) {
  RandomItems random(testing::seed_from_environment());
  RandomKeys keys(random);
  for (int i = 0; i < 10'000; ++i) {
    const KeySchema table = keys.table();
    const KeySchema index = keys.index();
    Item item = keys.item(table);
    ASSERT_EQ(*decode_key(table, bytes_of(table, item)), item);

    keys.fill(index.partition, item);
    keys.fill(index.sort, item);
    const auto number = static_cast<IndexNumber>(1 + random.below(300));
    const auto entry = encode_index_key(number, index, table, item);
    ASSERT_TRUE(entry.has_value());
    ASSERT_EQ(*decode_index_key(number, index, table, entry->bytes), item);
    ASSERT_FALSE(decode_index_key(number + 1, index, table, entry->bytes).has_value());
  }
}

TEST(Keys, DamageIsFoundOrIsAnotherKey) {
  RandomItems random(testing::seed_from_environment());
  RandomKeys keys(random);
  for (int i = 0; i < 20'000; ++i) {
    const KeySchema table = keys.table();
    const std::string key = bytes_of(table, keys.item(table));
    for (std::size_t size = 0; size < key.size(); ++size) {
      ASSERT_FALSE(decode_key(table, std::string_view(key).substr(0, size)).has_value());
    }
    ASSERT_FALSE(decode_key(table, key + '\0').has_value());
    std::string flipped = key;
    flipped[random.below(key.size())] ^= static_cast<char>(1 + random.below(255));
    if (const auto read = decode_key(table, flipped)) {
      ASSERT_EQ(bytes_of(table, *read), flipped);
    } else {
      ASSERT_EQ(read.error().code, ErrorCode::corruption);
    }
  }
}

TEST(Keys, SortWithinAPartitionAsTheSortAttributesDo) {
  RandomItems random(testing::seed_from_environment());
  RandomKeys keys(random);
  for (int i = 0; i < 40'000; ++i) {
    const KeySchema table = keys.table();
    const KeySchema index = keys.index();
    Item a = keys.item(table);
    keys.fill(index.partition, a);
    keys.fill(index.sort, a);
    Item b = a;
    // Most sort attributes stay equal, so that the later ones decide.
    for (const KeyAttribute& s : index.sort) {
      if (random.below(2) == 0) b.insert_or_assign(s.name, keys.value(s.type));
    }
    int expected = 0;
    for (const KeyAttribute& s : index.sort) {
      if (expected == 0) expected = compare(a.at(s.name), b.at(s.name));
    }
    const auto key_a = encode_index_key(7, index, table, a);
    const auto key_b = encode_index_key(7, index, table, b);
    ASSERT_EQ(key_a->partition, key_b->partition);
    const int order = key_a->bytes.compare(key_b->bytes);
    ASSERT_EQ(order < 0, expected < 0) << to_json(a) << " " << to_json(b);
    ASSERT_EQ(order > 0, expected > 0) << to_json(a) << " " << to_json(b);
  }
}

TEST(Keys, AreNeverAPrefixOfOneAnother) {
  RandomItems random(testing::seed_from_environment());
  RandomKeys keys(random);
  for (int i = 0; i < 20'000; ++i) {
    const KeySchema table = keys.table();
    const std::string a = bytes_of(table, keys.item(table));
    const std::string b = bytes_of(table, keys.item(table));
    ASSERT_TRUE(a == b || !b.starts_with(a));
  }
}

TEST(IndexKeys, AreUniqueForEachItem) {
  const KeySchema index = {{{"g", Type::S}}, {}};
  const auto a = encode_index_key(
      1, index, kTable, *parse_item(R"({"pk":{"S":"1"},"sk":{"S":"x"},"g":{"S":"same"}})"));
  const auto b = encode_index_key(
      1, index, kTable, *parse_item(R"({"pk":{"S":"2"},"sk":{"S":"x"},"g":{"S":"same"}})"));
  EXPECT_EQ(a->partition, b->partition);
  EXPECT_LT(a->bytes, b->bytes);
}

TEST(IndexKeys, ExistOnlyForItemsThatHaveAllKeyAttributes) {
  const KeySchema index = {{{"g", Type::S}, {"h", Type::N}}, {{"i", Type::B}}};
  const auto has_entry = [&index](const std::string& more) {
    const auto item = parse_item(R"({"pk":{"S":"1"},"sk":{"S":"x"})" + more + "}");
    return encode_index_key(1, index, kTable, *item).has_value();
  };
  EXPECT_TRUE(has_entry(R"(,"g":{"S":"a"},"h":{"N":"0"},"i":{"B":"AA=="})"));
  EXPECT_FALSE(has_entry(""));
  EXPECT_FALSE(has_entry(R"(,"g":{"S":"a"},"i":{"B":"AA=="})"));
  EXPECT_FALSE(has_entry(R"(,"g":{"S":"a"},"h":{"N":"0"})"));
  EXPECT_FALSE(has_entry(R"(,"g":{"S":"a"},"h":{"S":"0"},"i":{"B":"AA=="})"));
  EXPECT_FALSE(has_entry(R"(,"g":{"S":""},"h":{"N":"0"},"i":{"B":"AA=="})"));
  EXPECT_FALSE(has_entry(R"(,"g":{"S":"a"},"h":{"N":"0"},"i":{"B":""})"));
}

TEST(IndexKeys, OfALocalIndexLieInTheirItemsPartition) {
  const KeySchema local = {{{"pk", Type::S}}, {{"other", Type::N}}};
  const Item item = *parse_item(R"({"pk":{"S":"1"},"sk":{"S":"x"},"other":{"N":"5"}})");
  EXPECT_EQ(encode_index_key(3, local, kTable, item)->partition,
            encode_key(kTable, item)->partition);
}

// The range of a Query holds exactly the keys that satisfy its condition, for every operator, on
// any of several sort attributes, in tables and in indexes.
TEST(QueryRange, HoldsWhatSatisfiesTheConditionAndNothingElse) {
  RandomItems random(testing::seed_from_environment());
  RandomKeys keys(random);
  int inside = 0;
  int outside = 0;
  for (int i = 0; i < 60'000; ++i) {
    const KeySchema table = keys.table();
    const KeySchema index = keys.index();
    Item item = keys.item(table);
    keys.fill(index.partition, item);
    keys.fill(index.sort, item);
    const bool of_table = random.below(3) == 0;
    const KeySchema& schema = of_table ? table : index;
    const IndexNumber number = of_table ? kTableIndex : 5;

    // Some attributes must equal, one may have a condition; close to the item's own values, so that
    // both outcomes occur.
    const auto near = [&](const KeyAttribute& a) {
      return random.below(2) == 0 ? item.at(a.name) : keys.value(a.type);
    };
    std::vector<AttributeValue> partition = values_of(schema.partition, item);
    bool expected = true;
    if (random.below(4) == 0) {
      partition.front() = near(schema.partition.front());
      expected = compare(partition.front(), item.at(schema.partition.front().name)) == 0;
    }
    std::vector<AttributeValue> equal;
    std::optional<SortCondition> condition;
    for (const KeyAttribute& s : schema.sort) {
      const std::uint64_t choice = random.below(3);
      if (choice == 0) break;
      if (choice == 1) {
        equal.push_back(near(s));
        expected = expected && compare(equal.back(), item.at(s.name)) == 0;
        continue;
      }
      const std::uint64_t operators = s.type == Type::N ? 6 : 7;
      condition = SortCondition{static_cast<Operator>(random.below(operators)), near(s), near(s)};
      if (condition->op == Operator::begins_with && random.below(2) == 0) {
        // A prefix of the value itself; for strings cut anywhere, also within a character.
        if (auto* text = condition->value.get_if<std::string>()) {
          text->resize(random.below(text->size() + 1));
        } else if (auto* binary = condition->value.get_if<Binary>()) {
          binary->bytes.resize(random.below(binary->bytes.size() + 1));
        }
      }
      expected = expected && satisfies(item.at(s.name), *condition);
      break;
    }

    const auto key =
        of_table ? encode_key(table, item) : encode_index_key(number, index, table, item);
    const StateKey start = encode_partition(number, partition);
    const KeyRange range = query_range(start, equal, condition);
    ASSERT_EQ(contains(range, key->bytes), expected) << to_json(item);
    ++(expected ? inside : outside);
    if (expected) {
      ASSERT_EQ(start.partition, key->partition);
      ASSERT_FALSE(range.empty());
      ASSERT_TRUE(contains(index_range(number), key->bytes));
    }
  }
  EXPECT_GT(inside, 5'000);
  EXPECT_GT(outside, 5'000);
}

TEST(QueryRange, BeginsWithStopsAtTheNextPrefixAlsoBehindFF) {
  const KeySchema schema = {{{"pk", Type::S}}, {{"sk", Type::B}}};
  const auto key = [&schema](std::string bytes) {
    return bytes_of(schema, Item{{"pk", "p"}, {"sk", Binary{std::move(bytes)}}});
  };
  const std::vector<AttributeValue> partition = {"p"};
  const auto range = query_range(encode_partition(kTableIndex, partition), {},
                                 SortCondition{Operator::begins_with, Binary{"a\xFF"}, {}});
  EXPECT_TRUE(contains(range, key("a\xFF")));
  EXPECT_TRUE(contains(range, key("a\xFF\xFF\xFF")));
  EXPECT_TRUE(contains(range, key(std::string("a\xFF\0", 3))));
  EXPECT_FALSE(contains(range, key("a\xFE\xFF")));
  EXPECT_FALSE(contains(range, key("b")));
  EXPECT_FALSE(contains(range, key("a")));
}

TEST(QueryRange, OfSwappedBoundsIsEmpty) {
  const std::vector<AttributeValue> partition = {"p"};
  const StateKey start = encode_partition(kTableIndex, partition);
  EXPECT_TRUE(query_range(start, {}, SortCondition{Operator::between, "b", "a"}).empty());
  EXPECT_FALSE(query_range(start, {}, SortCondition{Operator::between, "a", "a"}).empty());
  EXPECT_FALSE(query_range(start, {}, std::nullopt).empty());
}

TEST(Segments, AreDisjointAndTogetherEverything) {
  RandomItems random(testing::seed_from_environment());
  for (const std::uint32_t total : {1U, 2U, 3U, 7U, 64U, 1000U, 1'000'000U}) {
    for (const IndexNumber index : {0U, 1U, 255U, 0xFFFFFFFFU}) {
      EXPECT_EQ(segment_range(index, 0, total).begin, index_range(index).begin);
      EXPECT_EQ(segment_range(index, total - 1, total).end, index_range(index).end);
      for (int i = 0; i < 200 && total > 1; ++i) {
        const auto segment = static_cast<std::uint32_t>(random.below(total - 1));
        EXPECT_EQ(segment_range(index, segment, total).end,
                  segment_range(index, segment + 1, total).begin);
      }
    }
  }
  for (int i = 0; i < 2'000; ++i) {
    const std::string key = bytes_of(kTable, Item{{"pk", random.text()}, {"sk", random.text()}});
    int holders = 0;
    for (std::uint32_t segment = 0; segment < 5; ++segment) {
      holders += contains(segment_range(kTableIndex, segment, 5), key) ? 1 : 0;
    }
    ASSERT_EQ(holders, 1);
  }
}

TEST(Segments, GetEqualSharesOfThePartitions) {
  std::vector<int> shares(4);
  for (int i = 0; i < 8'000; ++i) {
    const std::string key =
        bytes_of(kTable, Item{{"pk", "user#" + std::to_string(i)}, {"sk", "x"}});
    for (std::uint32_t segment = 0; segment < 4; ++segment) {
      if (contains(segment_range(kTableIndex, segment, 4), key)) ++shares[segment];
    }
  }
  for (const int share : shares) EXPECT_NEAR(share, 2'000, 200);
}

TEST(Segments, KeepAPartitionTogether) {
  const std::vector<AttributeValue> partition = {"p"};
  const KeyRange all = query_range(encode_partition(kTableIndex, partition), {}, std::nullopt);
  int holders = 0;
  for (std::uint32_t segment = 0; segment < 1000; ++segment) {
    const KeyRange range = segment_range(kTableIndex, segment, 1000);
    if (contains(range, all.begin)) {
      ++holders;
      EXPECT_TRUE(range.end.empty() || all.end <= range.end);
    }
  }
  EXPECT_EQ(holders, 1);
}

TEST(Keys, ComponentSizesAreThoseOfTheLimits) {
  EXPECT_EQ(key_component_bytes("漢"), 3U);
  EXPECT_EQ(key_component_bytes(Binary{"ab"}), 2U);
  EXPECT_EQ(key_component_bytes(Number::from_integer(123)), 3U);
  EXPECT_EQ(key_component_bytes(AttributeValue(true)), 0U);
}

// "pk:S" or "-"; several attributes are separated by commas.
std::vector<KeyAttribute> parse_attributes(const std::string& text) {
  std::vector<KeyAttribute> attributes;
  std::istringstream in(text == "-" ? "" : text);
  for (std::string part; std::getline(in, part, ',');) {
    const std::string type = part.substr(part.find(':') + 1);
    attributes.push_back({part.substr(0, part.find(':')),
                          type == "S" ? Type::S : (type == "N" ? Type::N : Type::B)});
  }
  return attributes;
}

// testdata/keys_v1.txt: index number, index partition, index sort, table partition, table sort,
// item, key in hex.
TEST(Keys, GoldenFileIsWrittenAndRead) {
  const auto path = std::filesystem::path(__FILE__).parent_path() / "testdata" / "keys_v1.txt";
  std::ifstream file(path);
  ASSERT_TRUE(file.is_open());
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++lines;
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
    ASSERT_EQ(fields.size(), 7U) << line;
    const auto index = static_cast<IndexNumber>(std::stoul(fields[0]));
    const KeySchema own = {parse_attributes(fields[1]), parse_attributes(fields[2])};
    const KeySchema table = {parse_attributes(fields[3]), parse_attributes(fields[4])};
    const Item item = *parse_item(fields[5]);
    const auto key =
        index == kTableIndex ? encode_key(table, item) : encode_index_key(index, own, table, item);
    ASSERT_TRUE(key.has_value()) << line;
    std::string hex;
    for (const char c : key->bytes) {
      static constexpr char kDigits[] = "0123456789abcdef";
      hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
      hex.push_back(kDigits[static_cast<unsigned char>(c) & 0xF]);
    }
    EXPECT_EQ(hex, fields[6]) << line;
  }
  EXPECT_GE(lines, 6);
}

}  // namespace
}  // namespace quondam::item
