// RFC 9110, section 5.1: the names of headers have no case.
#include "server/http_message.h"

#include <gtest/gtest.h>

namespace quondam::server {
namespace {

TEST(HttpRequest, HeadersAreFoundWhateverTheirCase) {
  const sigv4::Header headers[] = {{"hOST", "h"}, {"x-amz-TARGET", "t"}, {"X-Unknown", "u"}};
  HttpRequest request;
  request.set_headers(headers);
  EXPECT_EQ(request.host, "h");
  EXPECT_EQ(request.amz_target, "t");
  EXPECT_EQ(request.authorization, "");
  EXPECT_EQ(request.headers.size(), 3U);
}

TEST(HttpRequest, TheFirstOfTwoHeadersCounts) {
  const sigv4::Header headers[] = {{"X-Amz-Target", "first"}, {"x-amz-target", "second"}};
  HttpRequest request;
  request.set_headers(headers);
  EXPECT_EQ(request.amz_target, "first");
}

}  // namespace
}  // namespace quondam::server
