#include "server/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace quondam::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Step = RequestReader::Step;

constexpr std::string_view kPlain = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
constexpr std::string_view kChunked =
    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nbod\r\n1;e=f\r\ny\r\n0\r\n\r\n";
constexpr std::string_view kEmptyChunked =
    "POST /y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";

// What came of it: "POST /x body", or "400".
std::vector<std::string> read(std::string_view bytes, std::size_t piece) {
  RequestReader reader;
  std::vector<std::string> seen;
  bool in_buffer = false;
  while (in_buffer || !bytes.empty()) {
    if (!in_buffer) {
      const auto room = reader.prepare();
      const std::size_t size = std::min({piece, bytes.size(), room.size()});
      std::memcpy(room.data(), bytes.data(), size);
      reader.commit(size);
      bytes.remove_prefix(size);
    }
    in_buffer = false;
    const Step step = reader.advance();
    if (step == Step::malformed) {
      seen.push_back(std::to_string(reader.refused_status()));
      return seen;
    }
    if (step == Step::request) {
      const HttpRequest request = reader.view();
      seen.push_back(std::string(request.method_name) + " " + std::string(request.target) + " " +
                     std::string(request.body));
      reader.begin();
      in_buffer = reader.has_bytes();
    }
  }
  return seen;
}

TEST(RequestReader, HoweverTheBytesAreCut) {
  std::string all;
  for (const std::string_view one : {kPlain, kChunked, kEmptyChunked, kPlain}) all += one;
  for (std::size_t piece = 1; piece <= all.size(); ++piece) {
    EXPECT_THAT(read(all, piece),
                ElementsAre("POST / body", "POST /x body", "POST /y ", "POST / body"))
        << piece;
  }
}

// Found by tests/fuzz/http.cc: a last chunk that came in two pieces of three and one byte ended the
// process.
TEST(RequestReader, ALastChunkInAnyTwoPieces) {
  const std::size_t head = kEmptyChunked.find("\r\n\r\n") + 4;
  for (std::size_t first = 1; first < 5; ++first) {
    for (std::size_t second = 1; first + second <= 5; ++second) {
      RequestReader reader;
      Step step = Step::read_more;
      std::string_view rest = kEmptyChunked;
      for (const std::size_t size : {head, first, second, 5 - first - second}) {
        std::memcpy(reader.prepare().data(), rest.data(), size);
        reader.commit(size);
        rest.remove_prefix(size);
        step = reader.advance();
      }
      EXPECT_EQ(step, Step::request) << first << " and " << second;
    }
  }
}

TEST(RequestReader, TellsTheHeadOnce) {
  RequestReader reader;
  const auto give = [&](std::string_view bytes) {
    std::memcpy(reader.prepare().data(), bytes.data(), bytes.size());
    reader.commit(bytes.size());
    return reader.advance();
  };
  EXPECT_EQ(give("POST / HTTP/1.1\r\nExpect: 100-continue\r\n"), Step::read_more);
  EXPECT_EQ(give("Content-Length: 65537\r\n\r\n"), Step::head);
  EXPECT_TRUE(reader.wants_continue());
  EXPECT_TRUE(reader.is_large());
  EXPECT_EQ(give("b"), Step::read_more);
}

TEST(RequestReader, RefusesWhatIsNoRequest) {
  EXPECT_THAT(read("nonsense\r\n\r\n", 100), ElementsAre("400"));
  EXPECT_THAT(read("POST / HTTP/1.1\r\nContent-Length: 16777217\r\n\r\n", 100), ElementsAre("413"));
  EXPECT_THAT(read("POST / HTTP/1.1\r\nA: " + std::string(40'000, 'a') + "\r\n\r\n", 1000),
              ElementsAre("431"));
  EXPECT_THAT(read(std::string(kPlain) + "nonsense\r\n\r\n", 7), ElementsAre("POST / body", "400"));
  EXPECT_THAT(read(kPlain.substr(0, kPlain.size() - 1), 7), IsEmpty());
}

}  // namespace
}  // namespace quondam::server
