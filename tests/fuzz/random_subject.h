// An item, and placeholders for it, that follow from the input: what expressions are evaluated on.
#pragma once

#include <string>
#include <vector>

#include "expressions/placeholders.h"
#include "item/testing/random_items.h"

namespace quondam::fuzz {

class RandomSubject {
 public:
  explicit RandomSubject(std::uint64_t seed) : random_(seed) {}

  // Some of the attributes a to f, of any types; maps and lists have such names and a few elements.
  item::Item item() {
    item::Item made = small_map(2);
    for (const char* name : {"a", "b", "c"}) {
      if (random_.below(2) == 0) made.insert_or_assign(name, random_.value());
    }
    return made;
  }

  // A number from 0 to 3, for keys that have to meet.
  item::AttributeValue small_number() {
    return item::Number::from_integer(static_cast<std::int64_t>(random_.below(4)));
  }

  // #a to #d are the names a to d; :a to :f are of different types.
  expressions::Placeholders placeholders() {
    expressions::Placeholders::Names names;
    for (const char* name : {"a", "b", "c", "d"}) names.emplace(std::string("#") + name, name);
    expressions::Placeholders::ParsedValues values;
    for (const char* name : {":a", ":b"}) values.emplace(name, small_number());
    values.emplace(":c", item::AttributeValue(random_.text()));
    values.emplace(":d", random_.value(1));
    values.emplace(":e", item::AttributeValue(item::NumberSet{{item::Number::from_integer(1)}}));
    values.emplace(":f", item::AttributeValue("S"));
    return *expressions::Placeholders::create(std::move(names), std::move(values));
  }

  std::vector<item::AttributeValue> parameters() {
    std::vector<item::AttributeValue> made;
    for (int count = 0; count < 4; ++count)
      made.push_back(random_.below(2) == 0 ? small_number() : random_.value(1));
    return made;
  }

 private:
  item::Map small_map(int levels) {
    item::Map made;
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
      const std::uint64_t kind = random_.below(6);
      if (kind == 0) continue;
      if (kind == 1 && levels > 0) {
        made.emplace(name, small_map(levels - 1));
      } else if (kind == 2 && levels > 0) {
        item::List list;
        for (std::uint64_t left = random_.below(4); left > 0; --left)
          list.emplace_back(random_.below(2) == 0 ? item::AttributeValue(small_map(levels - 1))
                                                  : small_number());
        made.emplace(name, std::move(list));
      } else if (kind == 3) {
        made.emplace(name, random_.value(1));
      } else {
        made.emplace(name, small_number());
      }
    }
    return made;
  }

  item::testing::RandomItems random_;
};

}  // namespace quondam::fuzz
