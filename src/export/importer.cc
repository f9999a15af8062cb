#include "export/importer.h"

#include <spdlog/spdlog.h>

#include "export/item_reader.h"
#include "export/table_filler.h"

namespace quondam::exporting {

namespace {

// Adds up what passes.
class CountingReader final : public ObjectReader {
 public:
  CountingReader(std::unique_ptr<ObjectReader> source, std::int64_t& bytes)
      : source_(std::move(source)), bytes_(bytes) {}

  Result<std::string_view> next() override {
    QUONDAM_ASSIGN(const std::string_view bytes, source_->next());
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return bytes;
  }

 private:
  std::unique_ptr<ObjectReader> source_;
  std::int64_t& bytes_;
};

// The attributes of the keys of the table and of its indexes.
std::vector<item::KeyAttribute> key_attributes(const catalog::Table& table) {
  std::vector<item::KeyAttribute> all;
  const auto add = [&](const item::KeySchema& schema) {
    all.insert(all.end(), schema.partition.begin(), schema.partition.end());
    all.insert(all.end(), schema.sort.begin(), schema.sort.end());
  };
  add(table.keys);
  for (const catalog::Index& index : table.indexes) add(index.keys);
  return all;
}

class Import {
 public:
  Import(const ImportWork& work, const ImportRecord& record)
      : work_(work), record_(record), filler_(work.engine, work.table) {}

  Result<ImportCounts> run() {
    QUONDAM_ASSIGN(const auto keys, work_.store.list(record_.bucket, record_.prefix));
    for (const std::string& key : keys) {
      auto read = read_object(key);
      if (read) continue;
      if (!spoils_the_object(read.error().code)) return tl::unexpected(std::move(read).error());
      count_error(key, read.error().message);
    }
    QUONDAM_TRY(filler_.flush());
    return counts_;
  }

 private:
  // An object can also vanish while the import runs.
  static bool spoils_the_object(ErrorCode code) {
    return code == ErrorCode::corruption || code == ErrorCode::not_found;
  }

  Result<std::unique_ptr<ItemReader>> open(const std::string& key) {
    QUONDAM_ASSIGN(auto object, work_.store.read(record_.bucket, key));
    auto counted = std::make_unique<CountingReader>(
        decompress(std::move(object), record_.compression), counts_.processed_bytes);
    if (record_.format == InputFormat::dynamodb_json) return read_dynamodb_json(std::move(counted));
    return read_csv(std::move(counted), {.delimiter = record_.delimiter,
                                         .headers = record_.headers,
                                         .keys = key_attributes(*work_.table)});
  }

  Result<void> read_object(const std::string& key) {
    QUONDAM_ASSIGN(const auto items, open(key));
    while (true) {
      QUONDAM_TRY(look_up());
      auto item = items->next();
      if (item && !*item) return {};
      if (!item && item.error().code != ErrorCode::validation)
        return tl::unexpected(std::move(item).error());
      const Result<void> put = item ? put_item(**item) : Result<void>(tl::unexpected(item.error()));
      if (put) {
        ++counts_.processed_items;
        ++counts_.imported_items;
      } else if (put.error().code == ErrorCode::validation) {
        count_error(key, put.error().message);
      } else {
        return unreadable_table(put.error());
      }
    }
  }

  // What the engine says is not about the object, whatever its code.
  static Result<void> unreadable_table(const Error& error) {
    return fail(ErrorCode::io_error, error.message);
  }

  Result<void> put_item(const item::Item& item) {
    QUONDAM_ASSIGN(const timeline::RowKey row, work_.admit(*work_.table, item));
    auto put = filler_.put(row, item);
    if (!put) return unreadable_table(put.error());
    return {};
  }

  Result<void> look_up() {
    constexpr std::int64_t kItemsBetweenLooks = 1'000;
    if (counts_.processed_items % kItemsBetweenLooks != 0 || work_.goes_on(counts_)) return {};
    return fail(ErrorCode::shutting_down, "the server is ending");
  }

  void count_error(const std::string& key, std::string_view message) {
    constexpr std::int64_t kLogged = 20;
    ++counts_.processed_items;
    if (++counts_.errors <= kLogged)
      spdlog::warn("import into {}: in {}: {}", record_.table_name, key, message);
  }

  const ImportWork& work_;
  const ImportRecord& record_;
  TableFiller filler_;
  ImportCounts counts_;
};

}  // namespace

Result<ImportCounts> run_import(const ImportWork& work, const ImportRecord& record) {
  return Import(work, record).run();
}

}  // namespace quondam::exporting
