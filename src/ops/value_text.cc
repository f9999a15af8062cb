#include "ops/value_text.h"

#include <algorithm>

#include "base/json_writer.h"
#include "ops/terminal.h"

namespace quondam::ops {
namespace {

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return printable(json);
}

std::string binary_text(const item::Binary& binary) {
  std::string text = "b64'";
  append_base64(text, binary.bytes);
  return text + "'";
}

template <typename Values, typename Write>
std::string joined(std::string_view open, std::string_view close, const Values& values,
                   const Write& write) {
  std::string out(open);
  bool more = false;
  for (const auto& value : values) {
    if (more) out += ", ";
    out += write(value);
    more = true;
  }
  out += close;
  return out;
}

struct Writer {
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(const item::Number& number) const { return number.to_string(); }
  std::string operator()(const item::Binary& binary) const { return binary_text(binary); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(const item::Null& /*the only one*/) const { return "null"; }
  std::string operator()(const item::StringSet& set) const {
    return joined("<<", ">>", set.values, *this);
  }
  std::string operator()(const item::NumberSet& set) const {
    return joined("<<", ">>", set.values, *this);
  }
  std::string operator()(const item::BinarySet& set) const {
    return joined("<<", ">>", set.values, *this);
  }
  std::string operator()(const item::List& list) const {
    return joined("[", "]", list, value_text);
  }
  std::string operator()(const item::Map& map) const {
    return joined("{", "}", map, [](const auto& member) {
      return printable(member.first) + ": " + value_text(member.second);
    });
  }
};

void collect(const std::string& prefix, const item::Map& before, const item::Map& after,
             std::vector<AttributeChange>& out) {
  auto old_member = before.begin();
  auto new_member = after.begin();
  while (old_member != before.end() || new_member != after.end()) {
    const bool gone = new_member == after.end() ||
                      (old_member != before.end() && old_member->first < new_member->first);
    const bool added =
        !gone && (old_member == before.end() || new_member->first < old_member->first);
    if (gone) {
      out.push_back({prefix + old_member->first, &old_member->second, nullptr});
      ++old_member;
      continue;
    }
    if (added) {
      out.push_back({prefix + new_member->first, nullptr, &new_member->second});
      ++new_member;
      continue;
    }
    const auto* old_map = old_member->second.get_if<item::Map>();
    const auto* new_map = new_member->second.get_if<item::Map>();
    if (old_map != nullptr && new_map != nullptr) {
      collect(prefix + old_member->first + ".", *old_map, *new_map, out);
    } else if (old_member->second != new_member->second) {
      out.push_back({prefix + old_member->first, &old_member->second, &new_member->second});
    }
    ++old_member;
    ++new_member;
  }
}

}  // namespace

std::string value_text(const item::AttributeValue& value) {
  return std::visit(Writer(), value.alternatives());
}

std::string item_text(const item::Item& item, const std::vector<std::string>& first) {
  std::string out;
  const auto add = [&](const std::string& name, const item::AttributeValue& value) {
    if (!out.empty()) out += "  ";
    out += printable(name) + "=" + value_text(value);
  };
  for (const std::string& name : first)
    if (const auto found = item.find(name); found != item.end()) add(name, found->second);
  for (const auto& [name, value] : item)
    if (std::ranges::find(first, name) == first.end()) add(name, value);
  return out;
}

std::vector<AttributeChange> changes_between(const item::Item& before, const item::Item& after) {
  std::vector<AttributeChange> out;
  collect("", before, after, out);
  return out;
}

}  // namespace quondam::ops
