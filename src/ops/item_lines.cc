#include "ops/item_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "base/text.h"
#include "item/base64.h"
#include "item/json.h"
#include "item/number.h"
#include "item/size.h"

namespace quondam::ops {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view kBinary = "$binary";
constexpr std::string_view kStringSet = "$stringSet";
constexpr std::string_view kNumberSet = "$numberSet";
constexpr std::string_view kBinarySet = "$binarySet";
constexpr std::string_view kMap = "$map";
constexpr std::array kMarks{kBinary, kStringSet, kNumberSet, kBinarySet, kMap};

bool is_mark(std::string_view name) {
  return std::ranges::find(kMarks, name) != kMarks.end();
}

// ---- writing ----

void append_plain(JsonWriter& json, const item::AttributeValue& value);

void append_members(JsonWriter& json, const item::Map& map) {
  json.begin_object();
  for (const auto& [name, member] : map) append_plain(json.key(name), member);
  json.end_object();
}

struct PlainWriter {
  JsonWriter& json;

  void operator()(const std::string& text) const { json.string(text); }
  void operator()(const item::Number& number) const { number.append_text(json.value()); }
  void operator()(const item::Binary& binary) const {
    json.begin_object().key(kBinary).binary(binary.bytes).end_object();
  }
  void operator()(bool value) const { json.boolean(value); }
  void operator()(const item::Null& /*value*/) const { json.null(); }
  void operator()(const item::StringSet& set) const {
    json.begin_object().key(kStringSet).begin_array();
    for (const std::string& text : set.values) json.string(text);
    json.end_array().end_object();
  }
  void operator()(const item::NumberSet& set) const {
    json.begin_object().key(kNumberSet).begin_array();
    for (const item::Number& number : set.values) number.append_text(json.value());
    json.end_array().end_object();
  }
  void operator()(const item::BinarySet& set) const {
    json.begin_object().key(kBinarySet).begin_array();
    for (const item::Binary& binary : set.values) json.binary(binary.bytes);
    json.end_array().end_object();
  }
  void operator()(const item::List& list) const {
    json.begin_array();
    for (const item::AttributeValue& element : list) append_plain(json, element);
    json.end_array();
  }
  void operator()(const item::Map& map) const {
    const bool marked = map.size() == 1 && is_mark(map.begin()->first);
    if (marked) json.begin_object().key(kMap);
    append_members(json, map);
    if (marked) json.end_object();
  }
};

void append_plain(JsonWriter& json, const item::AttributeValue& value) {
  std::visit(PlainWriter{json}, value.alternatives());
}

// ---- reading ----

tl::unexpected<Failure> not_json() {
  return failed("it is not JSON");
}

// The number as it is written: a double would lose digits.
Outcome<item::Number> number_of(ondemand::value value) {
  const std::string_view token = trimmed(value.raw_json_token());
  double checked = 0;
  // Read for its form, which is JSON's: neither "+1" nor "01". DynamoDB's numbers are within a
  // double's range.
  if (value.get_double().get(checked) != simdjson::SUCCESS)
    return failed(fmt::format("{} is not a number", token));
  QUONDAM_ASSIGN(item::Number number, item::Number::parse(token));
  return number;
}

Outcome<std::string> text_in(ondemand::value value, std::string_view where) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS)
    return failed(fmt::format("{} wants strings", where));
  return std::string(text);
}

Outcome<item::Binary> binary_in(ondemand::value value, std::string_view where) {
  QUONDAM_ASSIGN(const std::string text, text_in(value, where));
  auto bytes = item::decode_base64(text);
  if (!bytes) return failed(fmt::format("{} wants base64", where));
  return item::Binary{*std::move(bytes)};
}

template <typename T, typename Read>
Outcome<std::vector<T>> elements_of(ondemand::value value, std::string_view where,
                                    const Read& read) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS)
    return failed(fmt::format("{} wants an array", where));
  std::vector<T> elements;
  for (auto element : array) {
    ondemand::value one;
    if (element.get(one) != simdjson::SUCCESS) return not_json();
    QUONDAM_ASSIGN(T made, read(one));
    elements.push_back(std::move(made));
  }
  return elements;
}

Outcome<item::AttributeValue> plain_value(ondemand::value value, int level);

Outcome<item::Map> plain_members(ondemand::object object, int level) {
  item::Map map;
  for (auto field : object) {
    std::string_view name;
    ondemand::value value;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return not_json();
    // The name is overwritten by the next string that is read.
    std::string kept(name);
    if (field.value().get(value) != simdjson::SUCCESS) return not_json();
    QUONDAM_ASSIGN(item::AttributeValue member, plain_value(value, level));
    if (!map.emplace(kept, std::move(member)).second)
      return failed(fmt::format("it has '{}' twice", kept));
  }
  return map;
}

Outcome<item::AttributeValue> marked_value(std::string_view mark, ondemand::value value,
                                           int level) {
  if (mark == kBinary) {
    QUONDAM_ASSIGN(item::Binary binary, binary_in(value, mark));
    return item::AttributeValue(std::move(binary));
  }
  if (mark == kStringSet) {
    QUONDAM_ASSIGN(auto texts, elements_of<std::string>(value, mark, [&](ondemand::value one) {
                     return text_in(one, mark);
                   }));
    QUONDAM_ASSIGN(item::StringSet set, item::make_string_set(std::move(texts)));
    return item::AttributeValue(std::move(set));
  }
  if (mark == kNumberSet) {
    QUONDAM_ASSIGN(auto numbers, elements_of<item::Number>(value, mark, number_of));
    QUONDAM_ASSIGN(item::NumberSet set, item::make_number_set(std::move(numbers)));
    return item::AttributeValue(std::move(set));
  }
  if (mark == kBinarySet) {
    QUONDAM_ASSIGN(auto binaries, elements_of<item::Binary>(value, mark, [&](ondemand::value one) {
                     return binary_in(one, mark);
                   }));
    QUONDAM_ASSIGN(item::BinarySet set, item::make_binary_set(std::move(binaries)));
    return item::AttributeValue(std::move(set));
  }
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS)
    return failed(fmt::format("{} wants an object", kMap));
  QUONDAM_ASSIGN(item::Map map, plain_members(object, level + 1));
  return item::AttributeValue(std::move(map));
}

// The mark of an object that stands for something else than a map; empty when it is a map. Names
// are compared as they are written: to decode them twice could be more than the parser has room
// for.
Outcome<std::string_view> mark_of(ondemand::object& object) {
  std::size_t members = 0;
  std::string_view mark;
  for (auto field : object) {
    ondemand::raw_json_string name;
    if (field.key().get(name) != simdjson::SUCCESS) return not_json();
    if (++members > 1) break;
    for (const std::string_view one : kMarks)
      if (name == one) mark = one;
  }
  if (object.reset().error() != simdjson::SUCCESS) return not_json();
  return members == 1 ? mark : std::string_view();
}

Outcome<item::AttributeValue> plain_object(ondemand::value value, int level) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return not_json();
  QUONDAM_ASSIGN(const std::string_view mark, mark_of(object));
  if (mark.empty()) {
    QUONDAM_ASSIGN(item::Map map, plain_members(object, level + 1));
    return item::AttributeValue(std::move(map));
  }
  for (auto field : object) {
    ondemand::value marked;
    if (field.value().get(marked) != simdjson::SUCCESS) return not_json();
    return marked_value(mark, marked, level);
  }
  return not_json();
}

Outcome<item::AttributeValue> plain_value(ondemand::value value, int level) {
  if (level > item::kMaxNestingLevels)
    return failed(fmt::format("it is nested deeper than {} levels", item::kMaxNestingLevels));
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return not_json();
  switch (type) {
    case ondemand::json_type::object:
      return plain_object(value, level);
    case ondemand::json_type::array: {
      QUONDAM_ASSIGN(item::List list,
                     elements_of<item::AttributeValue>(value, "a list", [&](ondemand::value one) {
                       return plain_value(one, level + 1);
                     }));
      return item::AttributeValue(std::move(list));
    }
    case ondemand::json_type::string: {
      QUONDAM_ASSIGN(std::string text, text_in(value, "a string"));
      return item::AttributeValue(std::move(text));
    }
    case ondemand::json_type::number: {
      QUONDAM_ASSIGN(item::Number number, number_of(value));
      return item::AttributeValue(std::move(number));
    }
    case ondemand::json_type::boolean: {
      bool flag = false;
      if (value.get_bool().get(flag) != simdjson::SUCCESS) return not_json();
      return item::AttributeValue(flag);
    }
    case ondemand::json_type::null: {
      bool null = false;
      // What only begins as null is an error there, no "no".
      if (value.is_null().get(null) != simdjson::SUCCESS || !null) return not_json();
      return item::AttributeValue(item::Null{});
    }
  }
  return not_json();
}

}  // namespace

std::string_view name_of(ItemFormat format) {
  return format == ItemFormat::ndjson ? "ndjson" : "dynamodb-json";
}

ItemFormat format_named(std::string_view name) {
  return name == name_of(ItemFormat::ndjson) ? ItemFormat::ndjson : ItemFormat::dynamodb_json;
}

ItemFormat format_of_file(std::string_view path) {
  for (const std::string_view packed : {".gz", ".zst"})
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  return path.ends_with(".ndjson") || path.ends_with(".jsonl") ? ItemFormat::ndjson
                                                               : ItemFormat::dynamodb_json;
}

void append_line(std::string& out, ItemFormat format, const item::Item& item) {
  JsonWriter json(out);
  if (format == ItemFormat::ndjson) {
    append_members(json, item);
  } else {
    json.begin_object();
    item::append_json(json.key("Item").value(), item);
    json.end_object();
  }
  out.push_back('\n');
}

Outcome<item::Item> LineParser::read(ItemFormat format, std::string_view line) {
  return format == ItemFormat::ndjson ? read_plain(line) : read_dynamodb_json(line);
}

Outcome<item::Item> LineParser::read_dynamodb_json(std::string_view line) {
  simdjson::dom::element root;
  simdjson::dom::element members;
  if (tree_parser_.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS)
    return not_json();
  if (root["Item"].get(members) != simdjson::SUCCESS || !members.is_object())
    return failed(R"(it is not of the form {"Item":{...}})",
                  "Plain JSON is read with --format ndjson.");
  QUONDAM_ASSIGN(item::Item item, item::item_from_json(members));
  return item;
}

Outcome<item::Item> LineParser::read_plain(std::string_view line) {
  padded_.assign(line);
  padded_.append(simdjson::SIMDJSON_PADDING, ' ');
  ondemand::document document;
  ondemand::object object;
  if (parser_.iterate(padded_.data(), line.size(), padded_.size()).get(document) !=
          simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS)
    return failed("it is not a JSON object");
  QUONDAM_ASSIGN(item::Item item, plain_members(object, 1));
  const char* behind = nullptr;
  if (document.current_location().get(behind) == simdjson::SUCCESS)
    return failed("there is more behind its object");
  return item;
}

}  // namespace quondam::ops
