// One item that is not the same at two moments, and how it is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/attribute_value.h"
#include "ops/failure.h"
#include "ops/terminal.h"

namespace quondam::ops {

struct Difference {
  item::Item key;
  std::optional<item::Item> before;  // nothing: it was not there
  std::optional<item::Item> after;

  // "ADDED", "REMOVED", "CHANGED".
  [[nodiscard]] std::string_view kind() const;
};

struct DifferenceCounts {
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t changed = 0;

  void count(std::string_view kind);
  [[nodiscard]] std::uint64_t all() const { return added + removed + changed; }
};

// What a difference takes on one line, without its end: "~ id=1001  total: 59.9 -> 61
// +note="gift"". `keys`: the key's attributes, which come first.
std::string difference_text(const Paint& paint, const std::vector<std::string>& keys,
                            const Difference& difference);

// {"Kind", "Key", and what there is of "Before", "After"}, as DiffTable has it.
std::string to_json(const Difference& difference);
Outcome<Difference> parse_difference(std::string_view json);

}  // namespace quondam::ops
