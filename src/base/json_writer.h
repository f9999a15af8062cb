// A streaming JSON writer: appends to a string, builds no tree, allocates nothing of its own. The
// caller keeps the order of calls right (a key before each member, every begin with its end); the
// writer puts the commas.
//
//   JsonWriter json(out);
//   json.begin_object();
//   json.key("Count").number(3).key("Items").begin_array().end_array();
//   json.end_object();
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace quondam {

// Appends the string with its quotes. Escapes what JSON must have escaped (quote, backslash,
// control characters) and nothing else: UTF-8 stays as it is. `text` is valid UTF-8; the writer
// does not look.
void append_json_string(std::string& out, std::string_view text);
// Base64 (standard alphabet, padded) without quotes.
void append_base64(std::string& out, std::string_view bytes);

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }

  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  // The bytes as a base64 string.
  JsonWriter& binary(std::string_view bytes);
  template <std::integral T>
  requires(!std::same_as<T, bool>) JsonWriter& number(T value) {
    if constexpr (std::signed_integral<T>) {
      return signed_number(value);
    } else {
      return unsigned_number(value);
    }
  }
  // The shortest text that reads back as the same double. JSON has no infinities and no NaN: they
  // become null.
  JsonWriter& number(double given);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  // A value that is JSON already.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_.append(json);
    comma_ = true;
    return *this;
  }
  // For a caller that appends one value to out() by itself: puts the comma that belongs before it.
  std::string& value() {
    separate();
    comma_ = true;
    return out_;
  }

 private:
  void separate() {
    if (comma_) out_.push_back(',');
  }
  JsonWriter& begin(char bracket) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
    return *this;
  }
  JsonWriter& end(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
    return *this;
  }
  JsonWriter& signed_number(std::int64_t given);
  JsonWriter& unsigned_number(std::uint64_t given);

  std::string& out_;
  bool comma_ = false;
};

}  // namespace quondam
