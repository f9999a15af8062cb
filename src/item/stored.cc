#include "item/stored.h"

#include "base/coding.h"
#include "base/json_writer.h"

namespace quondam::item {

namespace {

// Damaged bytes must not exhaust the stack. Far above kMaxNestingLevels: what was stored is always
// read.
constexpr int kMaxStoredLevels = 256;

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::corruption, "a stored item does not have the item format");
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void map(const Map& attributes) const {
    append_varint(out_, attributes.size());
    for (const auto& [name, attribute] : attributes) {
      append_length_prefixed(out_, name);
      value(attribute);
    }
  }

  void operator()(const std::string& v) const { append_length_prefixed(out_, v); }
  void operator()(const Number& v) const { v.append_ordered(out_); }
  void operator()(const Binary& v) const { append_length_prefixed(out_, v.bytes); }
  void operator()(bool v) const { out_.push_back(v ? '\1' : '\0'); }
  void operator()(const Null&) const {}
  void operator()(const StringSet& v) const { elements(v.values); }
  void operator()(const NumberSet& v) const { elements(v.values); }
  void operator()(const BinarySet& v) const { elements(v.values); }
  void operator()(const List& v) const {
    append_varint(out_, v.size());
    for (const AttributeValue& element : v) value(element);
  }
  void operator()(const Map& v) const { map(v); }

 private:
  void value(const AttributeValue& v) const {
    out_.push_back(static_cast<char>(v.type()));
    std::visit(*this, v.alternatives());
  }
  template <typename T>
  void elements(const std::vector<T>& values) const {
    append_varint(out_, values.size());
    for (const T& v : values) (*this)(v);
  }

  std::string& out_;
};

// Walks stored bytes from front to back and tells a Sink what it meets; false when the bytes are
// damaged. A Sink has:
//   name(view)                        before each attribute of the item or of a map
//   value(Type), end_value()          around each value
//   string, number, binary, boolean, null
//   begin_set(), begin_list(count), begin_map(count), end_array(), end_map()
template <typename Sink>
class Walker {
 public:
  Walker(Decoder& in, Sink& sink) : in_(in), sink_(sink) {}

  // The attributes of an item or a map, whose count is read already.
  bool attributes(std::uint64_t count, int level) {
    std::optional<std::string_view> previous;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto name = in_.length_prefixed();
      if (!name || (previous && *previous >= *name)) return false;
      previous = name;
      sink_.name(*name);
      if (!value(level + 1)) return false;
    }
    return true;
  }

  bool value(int level) {
    const auto tag = in_.u8();
    if (!tag || *tag > static_cast<std::uint8_t>(Type::M) || level > kMaxStoredLevels) return false;
    const auto type = static_cast<Type>(*tag);
    sink_.value(type);
    if (!content(type, level)) return false;
    sink_.end_value();
    return true;
  }

  // A count of things that take at least one byte each.
  std::optional<std::uint64_t> count() {
    const auto read = in_.varint();
    if (!read || *read > in_.rest().size()) return std::nullopt;
    return read;
  }

 private:
  bool content(Type type, int level) {
    switch (type) {
      case Type::S:
        return string().has_value();
      case Type::N:
        return number().has_value();
      case Type::B:
        return binary().has_value();
      case Type::BOOL: {
        const auto byte = in_.u8();
        if (!byte || *byte > 1) return false;
        sink_.boolean(*byte == 1);
        return true;
      }
      case Type::NUL:
        sink_.null();
        return true;
      case Type::SS:
        return set([this] { return string(); });
      case Type::NS:
        return set([this] { return number(); });
      case Type::BS:
        return set([this] { return binary(); });
      case Type::L:
        return list(level);
      case Type::M:
        return map(level);
    }
    return false;
  }

  std::optional<std::string_view> string() {
    const auto bytes = in_.length_prefixed();
    if (bytes) sink_.string(*bytes);
    return bytes;
  }
  std::optional<std::string_view> binary() {
    const auto bytes = in_.length_prefixed();
    if (bytes) sink_.binary(*bytes);
    return bytes;
  }
  std::optional<Number> number() {
    std::string_view rest = in_.rest();
    const auto read = Number::read_ordered(rest);
    if (!read) return std::nullopt;
    in_ = Decoder(rest);
    sink_.number(*read);
    return read;
  }

  // Sets are sorted and have no duplicates, so each element is greater than the one before.
  template <typename ReadOne>
  bool set(ReadOne read_one) {
    const auto size = count();
    if (!size || *size == 0) return false;
    sink_.begin_set();
    auto previous = read_one();
    for (std::uint64_t i = 1; previous && i < *size; ++i) {
      auto element = read_one();
      if (!element || *previous >= *element) return false;
      previous = std::move(element);
    }
    if (!previous) return false;
    sink_.end_array();
    return true;
  }

  bool list(int level) {
    const auto size = count();
    if (!size) return false;
    sink_.begin_list(*size);
    for (std::uint64_t i = 0; i < *size; ++i) {
      if (!value(level + 1)) return false;
    }
    sink_.end_array();
    return true;
  }

  bool map(int level) {
    const auto size = count();
    if (!size) return false;
    sink_.begin_map(*size);
    if (!attributes(*size, level)) return false;
    sink_.end_map();
    return true;
  }

  Decoder& in_;
  Sink& sink_;
};

// The base of sinks that look at little; also the sink that skips.
struct IgnoreSink {
  void name(std::string_view) {}
  void value(Type) {}
  void end_value() {}
  void string(std::string_view) {}
  void number(const Number&) {}
  void binary(std::string_view) {}
  void boolean(bool) {}
  void null() {}
  void begin_set() {}
  void begin_list(std::uint64_t) {}
  void begin_map(std::uint64_t) {}
  void end_array() {}
  void end_map() {}
};

class JsonSink {
 public:
  explicit JsonSink(std::string& out) : json_(out) {}

  void name(std::string_view name) { json_.key(name); }
  void value(Type type) { json_.begin_object().key(type_name(type)); }
  void end_value() { json_.end_object(); }
  void string(std::string_view text) { json_.string(text); }
  void number(const Number& number) {
    std::string& out = json_.value();
    out.push_back('"');
    number.append_text(out);
    out.push_back('"');
  }
  void binary(std::string_view bytes) { json_.binary(bytes); }
  void boolean(bool truth) { json_.boolean(truth); }
  void null() { json_.boolean(true); }
  void begin_set() { json_.begin_array(); }
  void begin_list(std::uint64_t) { json_.begin_array(); }
  void begin_map(std::uint64_t) { json_.begin_object(); }
  void end_array() { json_.end_array(); }
  void end_map() { json_.end_object(); }

 private:
  JsonWriter json_;
};

// Counts as size.h does.
struct SizeSink : IgnoreSink {
  void name(std::string_view name) { total += name.size(); }
  void string(std::string_view text) { total += text.size(); }
  void number(const Number& number) { total += number.size_bytes(); }
  void binary(std::string_view bytes) { total += bytes.size(); }
  void boolean(bool) { ++total; }
  void null() { ++total; }
  void begin_list(std::uint64_t count) { total += 3 + count; }
  void begin_map(std::uint64_t count) { total += 3 + count; }

  std::size_t total = 0;
};

// Builds attribute values. The containers that are open lie on a stack.
class TreeSink {
 public:
  void name(std::string_view name) { open_.back().name = name; }
  void value(Type type) { type_ = type; }
  void end_value() {}
  void string(std::string_view text) {
    if (in_set_) {
      strings_.emplace_back(text);
    } else {
      put(std::string(text));
    }
  }
  void number(const Number& number) {
    if (in_set_) {
      numbers_.push_back(number);
    } else {
      put(number);
    }
  }
  void binary(std::string_view bytes) {
    if (in_set_) {
      binaries_.push_back(Binary{std::string(bytes)});
    } else {
      put(Binary{std::string(bytes)});
    }
  }
  void boolean(bool truth) { put(AttributeValue(truth)); }
  void null() { put(Null{}); }
  void begin_set() { in_set_ = true; }
  void begin_list(std::uint64_t) { open_.push_back(Open{AttributeValue(List{}), {}}); }
  void begin_map(std::uint64_t) { open_.push_back(Open{AttributeValue(Map{}), {}}); }
  void end_array() {
    if (!in_set_) return close();
    in_set_ = false;
    if (type_ == Type::SS) put(StringSet{std::exchange(strings_, {})});
    if (type_ == Type::NS) put(NumberSet{std::exchange(numbers_, {})});
    if (type_ == Type::BS) put(BinarySet{std::exchange(binaries_, {})});
  }
  void end_map() { close(); }

  // The only value, or the map that was opened first, when all is read.
  AttributeValue take() { return std::move(open_.front().value); }

 private:
  struct Open {
    AttributeValue value;   // a list or a map
    std::string_view name;  // in a map: of the attribute that comes next
  };

  void put(AttributeValue value) {
    Open& top = open_.back();
    if (Map* map = top.value.get_if<Map>()) {
      map->emplace_hint(map->end(), top.name, std::move(value));
    } else {
      top.value.get_if<List>()->push_back(std::move(value));
    }
  }
  void close() {
    AttributeValue value = std::move(open_.back().value);
    open_.pop_back();
    put(std::move(value));
  }

  std::vector<Open> open_ = {Open{AttributeValue(Map{}), {}}};
  Type type_ = Type::NUL;
  bool in_set_ = false;
  std::vector<std::string> strings_;
  std::vector<Number> numbers_;
  std::vector<Binary> binaries_;
};

// Reads the version and the number of attributes.
std::optional<std::uint64_t> open_item(Decoder& in) {
  const auto version = in.u8();
  if (!version || *version != kStoredFormatVersion) return std::nullopt;
  const auto count = in.varint();
  if (!count || *count > in.rest().size()) return std::nullopt;
  return count;
}

template <typename Sink>
bool walk_item(std::string_view stored, Sink& sink) {
  Decoder in(stored);
  const auto count = open_item(in);
  return count && Walker<Sink>(in, sink).attributes(*count, 0) && in.done();
}

}  // namespace

void append_stored(std::string& out, const Item& item) {
  out.push_back(static_cast<char>(kStoredFormatVersion));
  Encoder(out).map(item);
}

std::string encode_item(const Item& item) {
  std::string out;
  append_stored(out, item);
  return out;
}

Result<Item> decode_item(std::string_view stored) {
  TreeSink sink;
  if (!walk_item(stored, sink)) return damaged();
  AttributeValue item = sink.take();
  return std::move(*item.get_if<Map>());
}

Result<void> append_json_from_stored(std::string& out, std::string_view stored) {
  const std::size_t before = out.size();
  out.reserve(before + stored.size() + stored.size() / 2);
  out.push_back('{');
  JsonSink sink(out);
  if (!walk_item(stored, sink)) {
    out.resize(before);
    return damaged();
  }
  out.push_back('}');
  return {};
}

Result<std::size_t> stored_size_bytes(std::string_view stored) {
  SizeSink sink;
  if (!walk_item(stored, sink)) return damaged();
  return sink.total;
}

Result<std::optional<AttributeValue>> stored_attribute(std::string_view stored,
                                                       std::string_view name) {
  Decoder in(stored);
  const auto count = open_item(in);
  if (!count) return damaged();
  IgnoreSink ignore;
  Walker<IgnoreSink> skip(in, ignore);
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto found = in.length_prefixed();
    if (!found) return damaged();
    if (*found > name) break;
    if (*found == name) {
      TreeSink sink;
      sink.name(name);
      if (!Walker<TreeSink>(in, sink).value(1)) return damaged();
      AttributeValue tree = sink.take();
      return std::move(tree.get_if<Map>()->begin()->second);
    }
    if (!skip.value(1)) return damaged();
  }
  return std::nullopt;
}

}  // namespace quondam::item
