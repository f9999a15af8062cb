// The writing half of json.h.
#include "base/json_writer.h"
#include "item/json.h"

namespace quondam::item {

namespace {

// Appends a value without its type: what stands behind {"S": and the like.
class Appender {
 public:
  explicit Appender(std::string& out) : out_(out) {}

  void operator()(const std::string& v) const { append_json_string(out_, v); }
  void operator()(const Number& v) const {
    out_.push_back('"');
    v.append_text(out_);
    out_.push_back('"');
  }
  void operator()(const Binary& v) const {
    out_.push_back('"');
    append_base64(out_, v.bytes);
    out_.push_back('"');
  }
  void operator()(bool v) const { out_.append(v ? "true" : "false"); }
  void operator()(const Null&) const { out_.append("true"); }
  void operator()(const StringSet& v) const { array(v.values, *this); }
  void operator()(const NumberSet& v) const { array(v.values, *this); }
  void operator()(const BinarySet& v) const { array(v.values, *this); }
  void operator()(const List& v) const {
    array(v, [this](const AttributeValue& element) { append_json(out_, element); });
  }
  void operator()(const Map& v) const { append_json(out_, v); }

 private:
  template <typename T, typename AppendOne>
  void array(const std::vector<T>& values, const AppendOne& append_one) const {
    char separator = '[';
    for (const T& value : values) {
      out_.push_back(separator);
      append_one(value);
      separator = ',';
    }
    if (values.empty()) out_.push_back('[');
    out_.push_back(']');
  }

  std::string& out_;
};

}  // namespace

void append_json(std::string& out, const AttributeValue& value) {
  out.append("{\"").append(type_name(value.type())).append("\":");
  std::visit(Appender(out), value.alternatives());
  out.push_back('}');
}

void append_json(std::string& out, const Item& item) {
  char separator = '{';
  for (const auto& [name, value] : item) {
    out.push_back(separator);
    append_json_string(out, name);
    out.push_back(':');
    append_json(out, value);
    separator = ',';
  }
  if (item.empty()) out.push_back('{');
  out.push_back('}');
}

std::string to_json(const AttributeValue& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string to_json(const Item& item) {
  std::string out;
  append_json(out, item);
  return out;
}

}  // namespace quondam::item
