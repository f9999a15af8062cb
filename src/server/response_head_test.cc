#include "server/response_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quondam::server {
namespace {

using testing::HasSubstr;

TEST(ResponseHead, CarriesTheChecksumThatAwsSends) {
  // Recorded from AWS for this body.
  const HttpAnswer answer{404, {}, "<UnknownOperationException/>\n"};
  std::string head = "what was there before";
  write_response_head(head, answer, true);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(head, HasSubstr("x-amz-crc32: 3552371480\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Length: 29\r\n"));
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(ResponseHead, NamesTheEncodingAndWhatElseIsWanted) {
  const HttpAnswer answer{200, "application/json", "xyz", "gzip"};
  std::string head;
  write_response_head(head, answer, true, "A: b\r\nC: d\r\n");
  EXPECT_THAT(head,
              HasSubstr("\r\nContent-Encoding: gzip\r\nA: b\r\nC: d\r\nContent-Length: 3\r\n"));
  write_response_head(head, {200, {}, {}}, true);
  EXPECT_THAT(head, testing::Not(HasSubstr("Content-Encoding")));
}

TEST(ResponseHead, RequestIdsHaveAwsForm) {
  std::string first;
  append_request_id(first);
  EXPECT_THAT(first, testing::MatchesRegex("[0-9A-Z]+"));
  EXPECT_EQ(first.size(), 52U);
  std::string second;
  append_request_id(second);
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace quondam::server
