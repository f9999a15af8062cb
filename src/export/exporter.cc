#include "export/exporter.h"

#include <algorithm>

#include "export/data_files.h"
#include "export/manifest.h"
#include "item/json.h"
#include "item/stored.h"
#include "timeline/diff.h"
#include "timeline/view.h"

namespace quondam::exporting {

namespace {

// An incremental export is billed so much at least.
constexpr std::uint64_t kLeastBilled_bytes = 10'000'000;

// Counts what it writes into the record.
class Lines {
 public:
  Lines(const ExportWork& work, ExportRecord& record)
      : work_(work), record_(record), files_(work.store, ExportKeys(record).data) {
    record_.items = 0;
    record_.billed_bytes = 0;
  }

  // Called for every row that is looked at.
  Result<void> go_on() {
    constexpr std::uint64_t kRowsBetweenLooks = 1'000;
    if (rows_++ % kRowsBetweenLooks == 0 && work_.stopping())
      return fail(ErrorCode::shutting_down, "the server is ending");
    return {};
  }

  // `payloads` are the stored items in the line: what is billed.
  Result<void> append(std::string_view line, std::initializer_list<std::string_view> payloads) {
    for (const std::string_view payload : payloads) {
      if (payload.empty()) continue;
      QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(payload));
      record_.billed_bytes += bytes;
    }
    ++record_.items;
    return files_.append(line);
  }

  Result<std::vector<DataFile>> finish() { return files_.finish(); }

 private:
  const ExportWork& work_;
  ExportRecord& record_;
  DataFileWriter files_;
  std::uint64_t rows_ = 0;
};

// {"Item":{...}}
Result<void> write_view(const ExportWork& work, const ExportRecord& record, Lines& lines) {
  const item::KeyRange items = item::index_range(item::kTableIndex);
  QUONDAM_ASSIGN(const auto rows, timeline::open_rows(work.engine.snapshot(), record.table_id,
                                                      {items.begin, items.end, std::nullopt},
                                                      timeline::Moment::past(record.at)));
  std::string line;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_TRY(lines.go_on());
    line = R"({"Item":)";
    QUONDAM_TRY(item::append_json_from_stored(line, rows->payload()));
    line += '}';
    QUONDAM_TRY(lines.append(line, {rows->payload()}));
  }
  return rows->status();
}

Result<void> append_image(std::string& line, std::string_view name,
                          const std::optional<timeline::Version>& image) {
  if (!image) return {};
  line.append(",\"").append(name).append("\":");
  return item::append_json_from_stored(line, image->payload);
}

// {"Metadata":{"WriteTimestampMicros":{"N":"..."}},"Keys":{...},"NewImage":{...},"OldImage":{...}}:
// what is missing tells an insertion and a deletion. The time is that of the last change.
Result<void> write_difference(const ExportWork& work, const ExportRecord& record,
                              const timeline::Difference& difference, Lines& lines) {
  // Inserted and deleted again within the interval: it never was, as AWS has it.
  if (!difference.before && !difference.after) return {};
  QUONDAM_ASSIGN(const item::Item key, item::decode_key(work.keys, difference.row.bytes));
  std::string line = R"({"Metadata":{"WriteTimestampMicros":{"N":")";
  line += std::to_string(difference.last.time) + R"("}},"Keys":)";
  item::append_json(line, key);
  QUONDAM_TRY(append_image(line, "NewImage", difference.after));
  if (record.old_images) QUONDAM_TRY(append_image(line, "OldImage", difference.before));
  line += '}';
  const auto payload = [](const std::optional<timeline::Version>& image) {
    return image ? std::string_view(image->payload) : std::string_view();
  };
  return lines.append(line, {payload(difference.before), payload(difference.after)});
}

Result<void> write_differences(const ExportWork& work, ExportRecord& record, Lines& lines) {
  // A span excludes its beginning and includes its end; AWS's interval is the other way round.
  const timeline::Span span{record.from - 1, record.to - 1};
  QUONDAM_ASSIGN(auto cursor, timeline::DiffCursor::open(work.engine, work.engine.snapshot(),
                                                         record.table_id, span, {}));
  while (true) {
    QUONDAM_ASSIGN(const auto difference, cursor.next());
    if (!difference) break;
    QUONDAM_TRY(lines.go_on());
    QUONDAM_TRY(write_difference(work, record, *difference, lines));
  }
  record.billed_bytes = std::max(record.billed_bytes, kLeastBilled_bytes);
  return {};
}

Result<void> put_object(ObjectStore& store, const std::string& bucket, const std::string& key,
                        std::string_view bytes) {
  QUONDAM_ASSIGN(const auto object, store.put(bucket, key));
  QUONDAM_TRY(object->append(bytes));
  return object->finish();
}

Result<void> write_manifests(const ExportWork& work, ExportRecord& record,
                             const std::vector<DataFile>& data) {
  const ExportKeys keys(record);
  const std::string files = files_manifest(data);
  QUONDAM_TRY(put_object(work.store, record.bucket, keys.files, files));
  QUONDAM_TRY(put_object(work.store, record.bucket, keys.files_md5, md5_base64(files)));
  record.state.ended_us = job_time(work.clock);
  const std::string summary = summary_manifest(record, work.names);
  QUONDAM_TRY(put_object(work.store, record.bucket, keys.summary_md5, md5_base64(summary)));
  // The commit point for whoever watches the bucket.
  QUONDAM_TRY(put_object(work.store, record.bucket, keys.summary, summary));
  record.manifest = keys.summary;
  return {};
}

}  // namespace

Result<void> run_export(const ExportWork& work, ExportRecord& record) {
  QUONDAM_TRY(remove_export(work.store, record));
  QUONDAM_TRY(put_object(work.store, record.bucket, ExportKeys(record).started, ""));
  Lines lines(work, record);
  QUONDAM_TRY(record.incremental ? write_differences(work, record, lines)
                                 : write_view(work, record, lines));
  QUONDAM_ASSIGN(const std::vector<DataFile> data, lines.finish());
  return write_manifests(work, record, data);
}

Result<void> remove_export(ObjectStore& store, const ExportRecord& record) {
  const ExportKeys keys(record);
  // The summary first: without the data it would be wrong.
  for (const std::string* key : {&keys.summary, &keys.summary_md5, &keys.files, &keys.files_md5})
    QUONDAM_TRY(store.remove(record.bucket, *key));
  QUONDAM_TRY(remove_data_files(store, keys.data));
  QUONDAM_TRY(store.remove(record.bucket, keys.started));
  return {};
}

}  // namespace quondam::exporting
