#include "export/data_files.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>

#include "base/compression.h"
#include "base/json_writer.h"

namespace quondam::exporting {

namespace {

// A sum that S3 and the manifests name; nothing here relies on its strength.
class Md5 {
 public:
  Md5() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_md5(), nullptr); }

  void append(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }
  std::string finish() {
    std::string sum(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(sum.data()), &length);
    sum.resize(length);
    return sum;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string md5_of(std::string_view bytes) {
  Md5 md5;
  md5.append(bytes);
  return md5.finish();
}

std::string base64(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

// S3's ETag of an upload in parts: the sum over the parts' sums, and how many there were.
std::string etag_of_one_part(std::string_view md5) {
  std::string text;
  for (const char c : md5_of(md5)) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text + "-1";
}

}  // namespace

std::string md5_base64(std::string_view bytes) {
  return base64(md5_of(bytes));
}

std::string data_file_name(std::string_view export_id, std::size_t n) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
  constexpr int kLetters = 26;
  constexpr unsigned kBits = 5;
  const std::string named = fmt::format("{}/{}", export_id, n);
  const XXH128_hash_t hash = XXH3_128bits(named.data(), named.size());
  auto rest = static_cast<unsigned __int128>(hash.high64) << 64U | hash.low64;
  std::string name;
  for (int i = 0; i < kLetters; ++i, rest >>= kBits)
    name += kDigits[static_cast<std::size_t>(rest) % kDigits.size()];
  return name + ".json.gz";
}

Result<void> remove_data_files(ObjectStore& store, const DataFolder& where) {
  // They are written one after the other: behind the first that is missing there is none.
  for (std::size_t n = 0;; ++n) {
    QUONDAM_ASSIGN(const bool removed,
                   store.remove(where.bucket, where.folder + data_file_name(where.export_id, n)));
    if (!removed) return {};
  }
}

// The file that is being written.
class DataFileWriter::Open {
 public:
  Open(std::string key, std::unique_ptr<ObjectWriter> object)
      : key_(std::move(key)), object_(std::move(object)) {}

  Result<void> append(std::string_view line) {
    gzip_->add(line, pending_);
    gzip_->add("\n", pending_);
    bytes_ += line.size() + 1;
    ++items_;
    constexpr std::size_t kWriteBytes = std::size_t{1} << 20;
    return pending_.size() < kWriteBytes ? Result<void>() : write();
  }

  Result<DataFile> finish() {
    gzip_->end_member(pending_);
    QUONDAM_TRY(write());
    QUONDAM_TRY(object_->finish());
    const std::string md5 = md5_.finish();
    return DataFile{key_, items_, base64(md5), etag_of_one_part(md5)};
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  Result<void> write() {
    md5_.append(pending_);
    QUONDAM_TRY(object_->append(pending_));
    pending_.clear();
    return {};
  }

  std::string key_;
  std::unique_ptr<ObjectWriter> object_;
  std::unique_ptr<Compressor> gzip_ = make_compressor(Compression::gzip);
  Md5 md5_;
  std::string pending_;
  std::size_t bytes_ = 0;
  std::int64_t items_ = 0;
};

DataFileWriter::DataFileWriter(ObjectStore& store, DataFolder where, std::size_t file_bytes)
    : store_(store), where_(std::move(where)), file_bytes_(file_bytes) {}

DataFileWriter::~DataFileWriter() = default;

Result<void> DataFileWriter::append(std::string_view line) {
  if (!open_) {
    std::string key = where_.folder + data_file_name(where_.export_id, files_.size());
    QUONDAM_ASSIGN(auto object, store_.put(where_.bucket, key));
    open_ = std::make_unique<Open>(std::move(key), std::move(object));
  }
  if (!line.empty()) QUONDAM_TRY(open_->append(line));
  return open_->bytes() < file_bytes_ ? Result<void>() : close();
}

Result<void> DataFileWriter::close() {
  QUONDAM_ASSIGN(DataFile file, open_->finish());
  files_.push_back(std::move(file));
  open_.reset();
  return {};
}

Result<std::vector<DataFile>> DataFileWriter::finish() {
  if (!open_ && files_.empty()) QUONDAM_TRY(append(""));
  if (open_) QUONDAM_TRY(close());
  return std::move(files_);
}

}  // namespace quondam::exporting
