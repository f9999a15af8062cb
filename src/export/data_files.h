// The data files of an export: lines of JSON, compressed, cut into files of a reasonable size.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "export/object_store.h"

namespace quondam::exporting {

// One line of manifest-files.json.
struct DataFile {
  std::string key;
  std::int64_t items = 0;
  std::string md5;   // of the compressed bytes, base64
  std::string etag;  // as S3 makes it of an upload in one part
};

// base64(md5(bytes)), as the .md5 files beside the manifests hold it.
std::string md5_base64(std::string_view bytes);

// The n-th data file's name: "<26 letters and digits>.json.gz". An export that is begun again finds
// by it what the last attempt left.
std::string data_file_name(std::string_view export_id, std::size_t n);

// Where the files go: each is `folder` and its name.
struct DataFolder {
  std::string bucket;
  std::string folder;  // ends in '/'
  std::string export_id;
};

// Removes every data file that an earlier attempt has written.
Result<void> remove_data_files(ObjectStore& store, const DataFolder& where);

class DataFileWriter {
 public:
  // A new file begins when the present one holds so much before compression.
  static constexpr std::size_t kFileBytes = std::size_t{256} << 20;

  DataFileWriter(ObjectStore& store, DataFolder where, std::size_t file_bytes = kFileBytes);
  ~DataFileWriter();
  DataFileWriter(const DataFileWriter&) = delete;
  DataFileWriter& operator=(const DataFileWriter&) = delete;

  // `line` without its end.
  Result<void> append(std::string_view line);
  // At least one file, which is empty when nothing was appended.
  Result<std::vector<DataFile>> finish();

 private:
  class Open;
  Result<void> close();

  ObjectStore& store_;
  DataFolder where_;
  std::size_t file_bytes_;
  std::unique_ptr<Open> open_;
  std::vector<DataFile> files_;
};

}  // namespace quondam::exporting
