// The server's reading of HTTP, up to the choice of the operation. Input: a byte that decides how
// the rest, the bytes of a connection, is cut into pieces.
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "item/json.h"
#include "property.h"
#include "server/access_policy.h"
#include "server/content_coding.h"
#include "server/request_reader.h"
#include "server/signature.h"

namespace quondam::fuzz {
namespace {

using server::HttpRequest;
using server::RequestReader;

struct Seen {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string amz_target;
  std::string body;
  bool keep_alive = true;
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Outcome {
  std::vector<Seen> requests;
  int refused_status = 0;  // 0: it would wait for more
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// What happens between the head and the operation; nothing of it may depend on luck.
void dispatch(const HttpRequest& request) {
  using server::AccessPolicy;
  static const AccessPolicy closed(AccessPolicy::Options{});
  static const AccessPolicy open({.any_host = true, .tls = true, .cors_origins = {"*"}});
  for (const AccessPolicy* policy : {&closed, &open}) {
    static_cast<void>(policy->admits(request));
    static_cast<void>(policy->is_preflight(request));
    const std::string cors = policy->cors_headers(request);
    require(cors.find("\n\r\n") == std::string::npos, "a client writes no head of ours", cors);
  }
  static_cast<void>(server::is_loopback_host(request.host));
  if (const auto signature = server::read_signature(request))
    static_cast<void>(signature->key_id());
  static_cast<void>(server::read_caller(request));
  static_cast<void>(server::choose_coding(request.accept_encoding));

  constexpr std::size_t kMostBytes = 256 * 1024;
  const auto coding = server::read_content_encoding(request.content_encoding);
  std::string unpacked;
  std::string_view body = request.body;
  if (coding == server::ContentCoding::gzip || coding == server::ContentCoding::deflate) {
    auto decoded = server::decode(coding, body, kMostBytes, simdjson::SIMDJSON_PADDING);
    if (!decoded) return;
    require(decoded->size() <= kMostBytes, "no more is unpacked than may be");
    const auto again = server::decode(coding, server::encode(coding, *decoded), kMostBytes, 0);
    require(again && *again == *decoded, "decode(encode(body)) is the body");
    unpacked = *std::move(decoded);
    body = unpacked;
  }
  if (body.empty()) return;
  // In place, as the server does: the sanitizer sees whether there is room behind it.
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(body.data(), body.size(), /*realloc_if_needed=*/false).get(json) !=
      simdjson::SUCCESS)
    return;
  simdjson::dom::element item;
  if (json["Item"].get(item) == simdjson::SUCCESS) static_cast<void>(item::item_from_json(item));
}

Seen seen_of(const HttpRequest& request, bool keep_alive) {
  Seen seen{.method = std::string(request.method_name),
            .target = std::string(request.target),
            .headers = {},
            .amz_target = std::string(request.amz_target),
            .body = std::string(request.body),
            .keep_alive = keep_alive};
  for (const auto& header : request.headers)
    seen.headers.emplace_back(std::string(header.name), std::string(header.value));
  return seen;
}

// `next_piece`: how many of the bytes that are left come next; at least one.
template <typename NextPiece>
Outcome read_all(std::string_view bytes, bool dispatched, NextPiece next_piece) {
  RequestReader reader;
  Outcome outcome;
  bool in_buffer = false;
  while (true) {
    if (!in_buffer) {
      if (bytes.empty()) return outcome;
      const auto room = reader.prepare();
      const std::size_t size = std::min({next_piece(bytes.size()), bytes.size(), room.size()});
      std::memcpy(room.data(), bytes.data(), size);
      reader.commit(size);
      bytes.remove_prefix(size);
    }
    in_buffer = false;
    switch (reader.advance()) {
      case RequestReader::Step::malformed:
        outcome.refused_status = reader.refused_status();
        return outcome;
      case RequestReader::Step::head:
        static_cast<void>(reader.wants_continue());
        static_cast<void>(reader.is_large());
        static_cast<void>(reader.view());
        break;
      case RequestReader::Step::request: {
        const HttpRequest request = reader.view();
        outcome.requests.push_back(seen_of(request, reader.keep_alive()));
        if (dispatched) dispatch(request);
        if (!reader.keep_alive()) return outcome;
        reader.begin();
        in_buffer = reader.has_bytes();
        break;
      }
      case RequestReader::Step::read_more:
        break;
    }
  }
}

bool agree(const std::string& bytes, std::uint8_t cuts) {
  const Outcome whole = read_all(bytes, true, [](std::size_t left) { return left; });
  std::mt19937 random(cuts);
  const std::size_t longest = std::size_t{1} << (cuts % 8);
  const Outcome cut = read_all(bytes, false, [&](std::size_t) { return 1 + random() % longest; });
  return whole == cut;
}

}  // namespace
}  // namespace quondam::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quondam::fuzz;
  if (size == 0) return 0;
  // What is malformed may be refused as soon as that can be seen, or when a little more is there:
  // all of a head, five bytes of a chunk. So the head comes to its end, and a few bytes may follow.
  const std::string bytes = std::string(view(data + 1, size - 1)) + "\r\n\r\n";
  require(agree(bytes, data[0]) || agree(bytes + "zzzzz", data[0]),
          "requests do not depend on how their bytes are cut", bytes);
  return 0;
}
