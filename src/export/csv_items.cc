#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "export/item_reader.h"
#include "item/base64.h"

namespace quondam::exporting {

namespace {

constexpr std::size_t kLongestRecord_bytes = std::size_t{16} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

tl::unexpected<Error> malformed(std::string message) {
  return fail(ErrorCode::corruption, std::move(message));
}

// Records of fields, as RFC 4180 divides them: a field in quotes may hold delimiters, ends of
// lines, and quotes that are doubled.
class CsvRecords {
 public:
  CsvRecords(std::unique_ptr<ObjectReader> source, char delimiter)
      : source_(std::move(source)), delimiter_(delimiter) {}

  // The next record that is not an empty line; nullopt at the end.
  Result<std::optional<std::vector<std::string>>> next() {
    while (true) {
      QUONDAM_ASSIGN(auto record, read());
      if (!record) return std::nullopt;
      if (record->size() > 1 || !record->front().empty()) return record;
    }
  }

 private:
  static constexpr int kEnd = -1;

  Result<int> peek() {
    if (rest_.empty()) {
      QUONDAM_ASSIGN(rest_, source_->next());
      if (rest_.empty()) return kEnd;
    }
    return static_cast<unsigned char>(rest_.front());
  }

  void take() {
    rest_.remove_prefix(1);
    ++bytes_;
  }

  Result<std::optional<std::vector<std::string>>> read() {
    bytes_ = 0;
    QUONDAM_ASSIGN(const int first, peek());
    if (first == kEnd) return std::nullopt;
    std::vector<std::string> fields;
    while (true) {
      fields.emplace_back();
      QUONDAM_ASSIGN(const bool more, read_field(fields.back()));
      if (!more) return fields;
    }
  }

  // Answers whether another field of the record follows.
  Result<bool> read_field(std::string& field) {
    QUONDAM_ASSIGN(const int first, peek());
    const bool quoted = first == '"';
    if (quoted) QUONDAM_TRY(read_quoted(field));
    while (true) {
      QUONDAM_ASSIGN(const int c, peek());
      if (c == kEnd) return false;
      if (bytes_ > kLongestRecord_bytes) return malformed("a record is longer than an item can be");
      take();
      if (c == '\n') {
        // The end of a line may be two characters.
        if (!quoted && field.ends_with('\r')) field.pop_back();
        return false;
      }
      if (c == static_cast<unsigned char>(delimiter_)) return true;
      if (quoted && c == '\r') continue;
      if (quoted || c == '"') return malformed("a quote is not escaped by another one");
      field.push_back(static_cast<char>(c));
    }
  }

  Result<void> read_quoted(std::string& field) {
    take();
    while (true) {
      QUONDAM_ASSIGN(const int c, peek());
      if (c == kEnd) return malformed("a field in quotes does not end");
      if (bytes_ > kLongestRecord_bytes) return malformed("a record is longer than an item can be");
      take();
      if (c == '"') {
        QUONDAM_ASSIGN(const int following, peek());
        if (following != '"') return {};
        take();
      }
      field.push_back(static_cast<char>(c));
    }
  }

  std::unique_ptr<ObjectReader> source_;
  char delimiter_;
  std::string_view rest_;
  std::size_t bytes_ = 0;  // of the record
};

class CsvItems final : public ItemReader {
 public:
  CsvItems(std::unique_ptr<ObjectReader> source, CsvTerms terms)
      : records_(std::move(source), terms.delimiter), terms_(std::move(terms)) {}

  Result<std::optional<item::Item>> next() override {
    if (terms_.headers.empty()) {
      QUONDAM_ASSIGN(const bool found, read_headers());
      if (!found) return std::nullopt;
    }
    QUONDAM_ASSIGN(const auto record, records_.next());
    if (!record) return std::nullopt;
    QUONDAM_ASSIGN(item::Item item, item_of(*record));
    return item;
  }

 private:
  Result<bool> read_headers() {
    QUONDAM_ASSIGN(auto record, records_.next());
    if (!record) return false;
    if (record->front().starts_with(kByteOrderMark))
      record->front().erase(0, kByteOrderMark.size());
    const std::set<std::string_view> names(record->begin(), record->end());
    if (names.size() != record->size() || names.contains(""))
      return malformed("the columns of the first line do not all have a name of their own");
    if (!std::ranges::all_of(*record, is_text)) return malformed("the first line is not UTF-8");
    terms_.headers = *std::move(record);
    return true;
  }

  static bool is_text(const std::string& field) {
    return simdjson::validate_utf8(field.data(), field.size());
  }

  Result<item::Item> item_of(const std::vector<std::string>& record) const {
    if (record.size() != terms_.headers.size()) {
      return fail(ErrorCode::validation, fmt::format("a line has {} columns, the header {}",
                                                     record.size(), terms_.headers.size()));
    }
    item::Item item;
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (record[i].empty()) continue;
      QUONDAM_ASSIGN(item::AttributeValue value, value_of(terms_.headers[i], record[i]));
      item.emplace(terms_.headers[i], std::move(value));
    }
    return item;
  }

  Result<item::AttributeValue> value_of(const std::string& name, const std::string& field) const {
    if (!is_text(field)) return fail(ErrorCode::validation, name + " is not UTF-8");
    const auto key = std::ranges::find(terms_.keys, name, &item::KeyAttribute::name);
    const item::Type type = key == terms_.keys.end() ? item::Type::S : key->type;
    if (type == item::Type::N) {
      QUONDAM_ASSIGN(item::Number number, item::Number::parse(field));
      return number;
    }
    if (type == item::Type::B) {
      auto bytes = item::decode_base64(field);
      if (!bytes) return fail(ErrorCode::validation, std::move(bytes).error().message);
      return item::Binary{*std::move(bytes)};
    }
    return field;
  }

  CsvRecords records_;
  CsvTerms terms_;
};

}  // namespace

std::unique_ptr<ItemReader> read_csv(std::unique_ptr<ObjectReader> source, CsvTerms terms) {
  return std::make_unique<CsvItems>(std::move(source), std::move(terms));
}

}  // namespace quondam::exporting
