#include "server/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "server/header_text.h"

namespace quondam::server {
namespace {

constexpr std::string_view kGzip = "gzip";
constexpr std::string_view kDeflate = "deflate";

// zlib's way to say gzip: 16 more than the size of the window.
int window_bits(ContentCoding coding) {
  constexpr int kGzipHead = 16;
  return coding == ContentCoding::gzip ? MAX_WBITS + kGzipHead : MAX_WBITS;
}

// zlib counts in unsigned; bodies are far smaller.
uInt length(std::size_t bytes) {
  return static_cast<uInt>(bytes);
}

Bytef* bytes_of(std::string_view text) {
  // zlib does not write to its input, but does not say so.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

class Inflater {
 public:
  explicit Inflater(ContentCoding coding) {
    if (inflateInit2(&stream_, window_bits(coding)) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

// The weight of "gzip;q=0.5". What is no number counts as 1, as DynamoDB has it, and more than 1 is
// 1; a negative one is none.
double weight(std::string_view parameters) {
  std::string_view rest = parameters;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos ||
        !equal_ignoring_case(trimmed(part.substr(0, equals)), "q"))
      continue;
    const std::string_view value = trimmed(part.substr(equals + 1));
    if (value.empty()) return 1;
    if (value.front() == '-') return 0;
    double whole = 0;
    double fraction = 0;
    double place = 1;
    bool after_point = false;
    for (const char c : value) {
      if (c == '.' && !after_point) {
        after_point = true;
      } else if (c < '0' || c > '9') {
        return 1;
      } else if (after_point) {
        place /= 10;
        fraction += place * (c - '0');
      } else {
        whole = std::min(whole * 10 + (c - '0'), 1.0);
      }
    }
    return std::min(whole + fraction, 1.0);
  }
  return 1;
}

}  // namespace

std::string_view name_of(ContentCoding coding) {
  switch (coding) {
    case ContentCoding::gzip:
      return kGzip;
    case ContentCoding::deflate:
      return kDeflate;
    case ContentCoding::identity:
    case ContentCoding::unknown:
      return {};
  }
  return {};
}

ContentCoding read_content_encoding(std::string_view header) {
  const std::string_view name = trimmed(header);
  if (name.empty() || equal_ignoring_case(name, "identity")) return ContentCoding::identity;
  if (equal_ignoring_case(name, kGzip)) return ContentCoding::gzip;
  if (equal_ignoring_case(name, kDeflate)) return ContentCoding::deflate;
  return ContentCoding::unknown;
}

ContentCoding choose_coding(std::string_view accept_encoding) {
  struct Wish {
    double weight = -1;  // not named
    int place = 0;
  };
  Wish gzip;
  Wish deflate;
  Wish any;
  int place = 0;
  std::string_view rest = accept_encoding;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::string_view name = trimmed(part.substr(0, part.find(';')));
    Wish* wish = nullptr;
    if (equal_ignoring_case(name, kGzip)) wish = &gzip;
    if (equal_ignoring_case(name, kDeflate)) wish = &deflate;
    if (name == "*") wish = &any;
    if (wish == nullptr) continue;
    const double found = weight(part.substr(std::min(part.find(';'), part.size())));
    // Of a name that stands there twice, its best wish.
    if (found > wish->weight) *wish = {found, place};
    ++place;
  }
  // What the star stands for comes after all that is named, gzip first.
  if (gzip.weight < 0) gzip = {any.weight, place};
  if (deflate.weight < 0) deflate = {any.weight, place + 1};
  if (std::max(gzip.weight, deflate.weight) <= 0) return ContentCoding::identity;
  if (gzip.weight != deflate.weight)
    return gzip.weight > deflate.weight ? ContentCoding::gzip : ContentCoding::deflate;
  return gzip.place < deflate.place ? ContentCoding::gzip : ContentCoding::deflate;
}

Result<std::string> decode(ContentCoding coding, std::string_view body, std::size_t most_bytes,
                           std::size_t padding) {
  constexpr std::size_t kFirstBytes = 16 * 1024;
  constexpr std::size_t kUsualRatio = 4;
  Inflater inflater(coding);
  z_stream& stream = inflater.stream();
  stream.next_in = bytes_of(body);
  stream.avail_in = length(body.size());
  std::string out;
  std::size_t made = 0;
  out.resize(std::min(std::max(body.size() * kUsualRatio, kFirstBytes), most_bytes + 1));
  while (true) {
    if (made == out.size()) {
      if (made > most_bytes) return fail(ErrorCode::validation, "the body is too large");
      out.resize(std::min(out.size() * 2, most_bytes + 1));
    }
    stream.next_out = bytes_of(out) + made;
    stream.avail_out = length(out.size() - made);
    const int result = inflate(&stream, Z_NO_FLUSH);
    made = out.size() - stream.avail_out;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      // The format allows one after the other.
      if (coding == ContentCoding::gzip && inflateReset(&stream) == Z_OK) continue;
    }
    if (result == Z_OK) continue;
    // Z_BUF_ERROR is among them: there is room, so the input has ended too early.
    return fail(ErrorCode::corruption, "the body is malformed");
  }
  if (made > most_bytes) return fail(ErrorCode::validation, "the body is too large");
  out.resize(made);
  out.reserve(made + padding);
  return out;
}

std::string encode(ContentCoding coding, std::string_view body) {
  // The fastest level makes JSON a fifth, the usual one a sixth in three times the time.
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_bits(coding), kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out;
  out.resize(deflateBound(&stream, body.size()));
  stream.next_in = bytes_of(body);
  stream.avail_in = length(body.size());
  stream.next_out = bytes_of(out);
  stream.avail_out = length(out.size());
  // One call is enough for a bound that was asked for.
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace quondam::server
