// The vectors are AWS's: the Signature Version 4 test suite, and the examples of the IAM user
// guide.
#include "base/sigv4.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace quondam::sigv4 {
namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kTimestamp = "20150830T123600Z";
constexpr std::string_view kHost = "example.amazonaws.com";

struct Vector {
  std::string_view name;
  std::string_view path;
  std::string_view query;
  std::vector<Header> more;
  std::string_view signature;
};

std::string sign(const Vector& vector) {
  std::vector<Header> headers{{"Host", kHost}};
  headers.insert(headers.end(), vector.more.begin(), vector.more.end());
  headers.push_back({"X-Amz-Date", kTimestamp});
  const std::string payload = hex(sha256(""));
  return authorization("AKIDEXAMPLE", kSecret, kTimestamp, "us-east-1", "service",
                       {"GET", vector.path, vector.query, headers, payload});
}

TEST(SigV4, TheTestSuitesRequestsGetItsSignatures) {
  const Vector vectors[] = {
      {"get-vanilla",
       "/",
       "",
       {},
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-relative",
       "/example/..",
       "",
       {},
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-slash-dot-slash",
       "/./",
       "",
       {},
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-slash",
       "//",
       "",
       {},
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-utf8",
       "/\u1234",
       "",
       {},
       "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
      {"get-space",
       "/example space/",
       "",
       {},
       "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
      {"get-vanilla-query-order-value",
       "/",
       "Param1=value2&Param1=value1",
       {},
       "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"},
      {"get-header-key-duplicate",
       "/",
       "",
       {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
       "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
      {"get-header-value-order",
       "/",
       "",
       {{"My-Header1", "value4"},
        {"My-Header1", "value1"},
        {"My-Header1", "value3"},
        {"My-Header1", "value2"}},
       "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
      {"get-header-value-trim",
       "/",
       "",
       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
  };
  for (const Vector& vector : vectors)
    EXPECT_TRUE(sign(vector).ends_with(fmt::format(", Signature={}", vector.signature)))
        << vector.name << ": " << sign(vector);
}

TEST(SigV4, TheUserGuidesExampleIsSignedAsPrinted) {
  const Scope scope{"20150830", "us-east-1", "iam"};
  EXPECT_EQ(hex(derive_signing_key(kSecret, scope)),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  const Header headers[] = {
      {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
      {"Host", "iam.amazonaws.com"},
      {"X-Amz-Date", kTimestamp},
  };
  const std::string payload = hex(sha256(""));
  const Request request{"GET", "/", "Action=ListUsers&Version=2010-05-08", headers, payload};
  const std::string canonical =
      canonical_request(request, signed_header_names("Content-Type;host;X-AMZ-DATE;host"));
  EXPECT_EQ(hex(sha256(canonical)),
            "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
  EXPECT_EQ(string_to_sign(kTimestamp, scope, canonical),
            "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
            "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
  EXPECT_EQ(authorization("AKIDEXAMPLE", kSecret, kTimestamp, "us-east-1", "iam", request),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(SigV4, AHeaderThatIsNamedAndAbsentIsNotTakenForAnEmptyOne) {
  const Header with[] = {{"host", "h"}, {"x-amz-a", ""}};
  const std::string names[] = {"host", "x-amz-a"};
  const Request present{"POST", "/", "", with, ""};
  const Request absent{"POST", "/", "", std::span(with).first(1), ""};
  EXPECT_NE(canonical_request(present, names), canonical_request(absent, names));
}

TEST(SigV4, ThePathIsEncodedOnceMoreAndTheQueryAnew) {
  const Request request{"POST", "/a%20b/$", "b=%7e+&a&X-Amz-Signature=00&=&b=1", {}, "hash"};
  EXPECT_EQ(canonical_request(request, {}), "POST\n/a%2520b/%24\n=&a=&b=1&b=~%2B\n\n\nhash");
}

TEST(SigV4, EscapesAreDecodedAndTheRestStays) {
  EXPECT_EQ(percent_decode("a%2Fb%2f%zz%4"), "a/b/%zz%4");
  EXPECT_EQ(percent_decode("%41"), "A");
  EXPECT_EQ(percent_decode("%"), "%");
}

TEST(SigV4, ComparesWholeValues) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(SigV4, TimestampsAreReadAsTheyAreWritten) {
  constexpr Micros kMoment = 1'440'938'160 * kMicrosPerSecond;
  EXPECT_EQ(parse_timestamp(kTimestamp), kMoment);
  EXPECT_EQ(format_timestamp(kMoment + 999'999), kTimestamp);
  EXPECT_EQ(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT"), kMoment);
  EXPECT_EQ(parse_http_date("Sun, 30 Aug 2015 12:36:00 -0000"), kMoment);
  for (const std::string_view wrong :
       {"", "20150830", "20150830T123600", "2015-08-30T12:36:00Z", "20151330T123600Z",
        "20150230T123600Z", "20150830T243600Z", "00000000T000000Z", "20150830T1236O0Z"})
    EXPECT_EQ(parse_timestamp(wrong), std::nullopt) << wrong;
  for (const std::string_view wrong :
       {"", "Sun, 30 Aug 2015 12:36:00", "Sun, 30 Aug 2015 12:36:00 CET",
        "Sun, 30 Abc 2015 12:36:00 GMT", "Sunday, 30-Aug-15 12:36:00 GMT"})
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace quondam::sigv4
