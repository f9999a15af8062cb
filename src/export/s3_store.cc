#include "export/s3_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>
#include <pugixml.hpp>

#include "base/sigv4.h"
#include "export/s3_connection.h"

namespace quondam::exporting {

namespace {

constexpr long kOk = 200;
constexpr long kNoContent = 204;
constexpr long kPartialContent = 206;
constexpr long kForbidden = 403;
constexpr long kNotFound = 404;
constexpr long kRangeNotSatisfiable = 416;
// What is asked for at once of an object.
constexpr std::uint64_t kReadBytes = std::uint64_t{8} << 20;

tl::unexpected<Error> spool_failed(std::string_view doing) {
  return fail(errno == ENOSPC ? ErrorCode::no_space : ErrorCode::io_error,
              fmt::format("{} a temporary file: {}", doing, std::strerror(errno)));
}

// Gathers the object in a temporary file without a name, because S3 wants to know its length and
// its sum before the first byte; then sends it in one request, which is all or nothing.
class S3Writer final : public ObjectWriter {
 public:
  S3Writer(const S3Settings& settings, std::string bucket, std::string key, int descriptor)
      : connection_(settings),
        bucket_(std::move(bucket)),
        key_(std::move(key)),
        descriptor_(descriptor),
        sha256_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!sha256_ || EVP_DigestInit_ex(sha256_.get(), EVP_sha256(), nullptr) != 1)
      throw std::bad_alloc();
  }
  ~S3Writer() override { ::close(descriptor_); }
  S3Writer(const S3Writer&) = delete;
  S3Writer& operator=(const S3Writer&) = delete;

  Result<void> append(std::string_view bytes) override {
    EVP_DigestUpdate(sha256_.get(), bytes.data(), bytes.size());
    size_bytes_ += bytes.size();
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return spool_failed("writing");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Result<void> finish() override {
    sigv4::Digest digest;
    EVP_DigestFinal_ex(sha256_.get(), digest.data(), nullptr);
    S3Request request{"PUT", bucket_, key_};
    request.body_bytes = size_bytes_;
    request.body_sha256 = sigv4::hex(digest);
    request.body = [this](std::uint64_t offset, char* buffer, std::size_t size) {
      const ssize_t count = ::pread(descriptor_, buffer, size, static_cast<off_t>(offset));
      return static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    };
    QUONDAM_ASSIGN(const S3Answer answer, connection_.send(request));
    if (answer.status != kOk) return s3_error(fmt::format("PUT {}/{}", bucket_, key_), answer);
    return {};
  }

 private:
  S3Connection connection_;
  std::string bucket_;
  std::string key_;
  int descriptor_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> sha256_;
  std::uint64_t size_bytes_ = 0;
};

// Piece by piece, all of the same object: one that is replaced meanwhile is an error.
class S3Reader final : public ObjectReader {
 public:
  S3Reader(const S3Settings& settings, std::string bucket, std::string key)
      : connection_(settings), bucket_(std::move(bucket)), key_(std::move(key)) {}

  Result<std::string_view> next() override {
    if (at_end_) return std::string_view();
    S3Request request{"GET", bucket_, key_};
    request.headers = {{"range", fmt::format("bytes={}-{}", offset_, offset_ + kReadBytes - 1)}};
    if (!etag_.empty()) request.headers.emplace_back("if-match", etag_);
    QUONDAM_ASSIGN(S3Answer answer, connection_.send(request));
    if (answer.status == kRangeNotSatisfiable) {  // an empty object, or the last piece was full
      at_end_ = true;
      return std::string_view();
    }
    if (answer.status != kOk && answer.status != kPartialContent)
      return s3_error(fmt::format("GET {}/{}", bucket_, key_), answer);
    piece_ = std::move(answer.body);
    offset_ += piece_.size();
    etag_ = std::move(answer.etag);
    // An endpoint may not know ranges: then this was all of it.
    at_end_ = answer.status == kOk || piece_.size() < kReadBytes;
    return std::string_view(piece_);
  }

 private:
  S3Connection connection_;
  std::string bucket_;
  std::string key_;
  std::string etag_;
  std::string piece_;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

Result<void> check_endpoint(std::string_view endpoint) {
  const std::size_t scheme = endpoint.find("://");
  const std::string_view name = endpoint.substr(0, scheme);
  const std::string_view authority =
      scheme == std::string_view::npos ? std::string_view() : endpoint.substr(scheme + 3);
  if ((name == "http" || name == "https") && !authority.empty() &&
      authority.find_first_of("/?#@ ") == std::string_view::npos)
    return {};
  return fail(ErrorCode::validation,
              fmt::format("'{}' is no S3 endpoint: expected scheme and host, such as "
                          "https://s3.eu-central-1.amazonaws.com",
                          endpoint));
}

class S3Store final : public ObjectStore {
 public:
  explicit S3Store(S3Settings settings) : settings_(std::move(settings)) {}

  Result<bool> has_bucket(std::string_view bucket) const override {
    QUONDAM_ASSIGN(const S3Answer answer, S3Connection(settings_).send({"HEAD", bucket, ""}));
    if (answer.status == kNotFound) return false;
    // Somebody's who lets us put and get, but not look at the bucket, is there.
    if (answer.status == kOk || answer.status == kForbidden) return true;
    return s3_error(fmt::format("HEAD {}", bucket), answer);
  }

  Result<std::unique_ptr<ObjectWriter>> put(std::string_view bucket,
                                            std::string_view key) override {
    std::string name = (std::filesystem::temp_directory_path() / "quondam-s3-XXXXXX").string();
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return spool_failed("making");
    ::unlink(name.c_str());
    return std::make_unique<S3Writer>(settings_, std::string(bucket), std::string(key), descriptor);
  }

  Result<std::vector<std::string>> list(std::string_view bucket,
                                        std::string_view prefix) const override {
    S3Connection connection(settings_);
    std::vector<std::string> keys;
    std::string token;
    while (true) {
      S3Request request{"GET", bucket, ""};
      if (!token.empty()) request.query.emplace_back("continuation-token", token);
      request.query.emplace_back("list-type", "2");
      request.query.emplace_back("prefix", prefix);
      QUONDAM_ASSIGN(const S3Answer answer, connection.send(request));
      const std::string doing = fmt::format("listing {}", bucket);
      if (answer.status != kOk) return s3_error(doing, answer);
      pugi::xml_document document;
      if (!document.load_buffer(answer.body.data(), answer.body.size()) ||
          !document.child("ListBucketResult"))
        return fail(ErrorCode::io_error, doing + ": the answer is not one of S3's");
      const pugi::xml_node result = document.child("ListBucketResult");
      for (const pugi::xml_node object : result.children("Contents"))
        keys.emplace_back(object.child_value("Key"));
      token = result.child_value("NextContinuationToken");
      if (token.empty()) break;
    }
    std::ranges::sort(keys);
    return keys;
  }

  Result<std::unique_ptr<ObjectReader>> read(std::string_view bucket,
                                             std::string_view key) const override {
    QUONDAM_ASSIGN(const bool there, has_object(bucket, key));
    if (!there) return fail(ErrorCode::not_found, fmt::format("no object {}/{}", bucket, key));
    return std::make_unique<S3Reader>(settings_, std::string(bucket), std::string(key));
  }

  Result<bool> remove(std::string_view bucket, std::string_view key) override {
    QUONDAM_ASSIGN(const bool there, has_object(bucket, key));
    if (!there) return false;
    QUONDAM_ASSIGN(const S3Answer answer, S3Connection(settings_).send({"DELETE", bucket, key}));
    if (answer.status != kOk && answer.status != kNoContent)
      return s3_error(fmt::format("DELETE {}/{}", bucket, key), answer);
    return true;
  }

 private:
  Result<bool> has_object(std::string_view bucket, std::string_view key) const {
    QUONDAM_ASSIGN(const S3Answer answer, S3Connection(settings_).send({"HEAD", bucket, key}));
    if (answer.status == kOk) return true;
    if (answer.status == kNotFound) return false;
    return s3_error(fmt::format("HEAD {}/{}", bucket, key), answer);
  }

  S3Settings settings_;
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_s3_store(S3Settings settings) {
  QUONDAM_TRY(check_endpoint(settings.endpoint));
  return std::make_unique<S3Store>(std::move(settings));
}

}  // namespace quondam::exporting
