#include <simdjson.h>

#include "export/item_reader.h"
#include "item/json.h"

namespace quondam::exporting {

namespace {

// An item has 400 KB; its JSON form takes a few times that.
constexpr std::size_t kLongestLine_bytes = std::size_t{16} << 20;

class LineReader {
 public:
  explicit LineReader(std::unique_ptr<ObjectReader> source) : source_(std::move(source)) {}

  // Without its end; nullopt behind the last one. Valid until the next call.
  Result<std::optional<std::string_view>> next() {
    line_.clear();
    while (true) {
      const std::size_t end = rest_.find('\n');
      line_.append(rest_.substr(0, end));
      if (line_.size() > kLongestLine_bytes)
        return fail(ErrorCode::corruption, "a line is longer than an item can be");
      if (end != std::string_view::npos) {
        rest_.remove_prefix(end + 1);
        return line_;
      }
      QUONDAM_ASSIGN(rest_, source_->next());
      if (!rest_.empty()) continue;
      if (line_.empty()) return std::nullopt;
      return line_;
    }
  }

 private:
  std::unique_ptr<ObjectReader> source_;
  std::string_view rest_;
  std::string line_;
};

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

class JsonItems final : public ItemReader {
 public:
  explicit JsonItems(std::unique_ptr<ObjectReader> source) : lines_(std::move(source)) {}

  Result<std::optional<item::Item>> next() override {
    while (true) {
      QUONDAM_ASSIGN(const auto line, lines_.next());
      if (!line) return std::nullopt;
      if (is_blank(*line)) continue;
      QUONDAM_ASSIGN(item::Item item, read(*line));
      return item;
    }
  }

 private:
  Result<item::Item> read(std::string_view line) {
    simdjson::dom::element root;
    simdjson::dom::element members;
    if (parser_.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS)
      return fail(ErrorCode::corruption, "a line is not JSON");
    if (root["Item"].get(members) != simdjson::SUCCESS || !members.is_object())
      return fail(ErrorCode::corruption, R"(a line is not of the form {"Item":{...}})");
    auto item = item::item_from_json(members);
    // Here a value of a wrong JSON type is as wrong as any other.
    if (!item) return fail(ErrorCode::validation, std::move(item).error().message);
    return item;
  }

  LineReader lines_;
  simdjson::dom::parser parser_;
};

}  // namespace

std::unique_ptr<ItemReader> read_dynamodb_json(std::unique_ptr<ObjectReader> source) {
  return std::make_unique<JsonItems>(std::move(source));
}

}  // namespace quondam::exporting
