#include "ops/difference.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/json_fields.h"
#include "ops/value_text.h"

namespace quondam::ops {

std::string_view Difference::kind() const {
  if (!before) return "ADDED";
  return after ? "CHANGED" : "REMOVED";
}

void DifferenceCounts::count(std::string_view kind) {
  if (kind == "ADDED") {
    ++added;
  } else if (kind == "REMOVED") {
    ++removed;
  } else {
    ++changed;
  }
}

std::string difference_text(const Paint& paint, const std::vector<std::string>& keys,
                            const Difference& difference) {
  if (!difference.before) return paint(Colour::green, "+ " + item_text(*difference.after, keys));
  if (!difference.after) return paint(Colour::red, "- " + item_text(*difference.before, keys));
  std::string out = paint(Colour::yellow, "~ " + item_text(difference.key, keys));
  for (const AttributeChange& change : changes_between(*difference.before, *difference.after)) {
    const std::string path = printable(change.path);
    if (change.before == nullptr) {
      out += paint(Colour::green, fmt::format("  +{}={}", path, value_text(*change.after)));
    } else if (change.after == nullptr) {
      out += paint(Colour::red, fmt::format("  -{}={}", path, value_text(*change.before)));
    } else {
      out += fmt::format("  {}: {} -> {}", path, value_text(*change.before),
                         value_text(*change.after));
    }
  }
  return out;
}

std::string to_json(const Difference& difference) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("Kind").string(difference.kind());
  item::append_json(json.key("Key").value(), difference.key);
  if (difference.before) item::append_json(json.key("Before").value(), *difference.before);
  if (difference.after) item::append_json(json.key("After").value(), *difference.after);
  json.end_object();
  return text;
}

Outcome<Difference> parse_difference(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element read;
  if (parser.parse(json.data(), json.size()).get(read) != simdjson::SUCCESS)
    return failed("a difference cannot be read back");
  Difference difference;
  if (const auto key = member_of(read, "Key")) {
    QUONDAM_ASSIGN(difference.key, item::item_from_json(*key));
  }
  if (const auto before = member_of(read, "Before")) {
    QUONDAM_ASSIGN(difference.before, item::item_from_json(*before));
  }
  if (const auto after = member_of(read, "After")) {
    QUONDAM_ASSIGN(difference.after, item::item_from_json(*after));
  }
  return difference;
}

}  // namespace quondam::ops
