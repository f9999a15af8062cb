// AWS CLI user guide, "Configuration and credential file settings".
#include "base/credentials_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/temporary_directory.h"

namespace quondam {
namespace {

using testing::HasSubstr;

TEST(CredentialsFile, ProfilesWithKeysAreRead) {
  const auto keys = parse_credentials(
      "# made by hand\r\n"
      "[default]\n"
      "aws_access_key_id=AKIDONE\n"
      "  AWS_Secret_Access_Key = a/b+c==d \r\n"
      "region = eu-central-1\n"
      "\n"
      "[ role ]\n"
      "role_arn = arn:aws:iam::1:role/x\n"
      "; the last one\n"
      "[temporary]\n"
      "aws_access_key_id = ASIATWO\n"
      "aws_secret_access_key = two\n"
      "aws_session_token = tok=en");
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].profile, "default");
  EXPECT_EQ((*keys)[0].id, "AKIDONE");
  EXPECT_EQ((*keys)[0].secret, "a/b+c==d");
  EXPECT_EQ((*keys)[0].session_token, "");
  EXPECT_EQ((*keys)[1].id, "ASIATWO");
  EXPECT_EQ((*keys)[1].session_token, "tok=en");
}

TEST(CredentialsFile, WhatIsWrongIsNamedWithItsLine) {
  constexpr std::string_view kHalf = "[a]\naws_access_key_id = A\n";
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "no access key"},
      {"[a]\nregion = x\n", "no access key"},
      {std::string(kHalf), "line 2: profile [a] has no aws_secret_access_key"},
      {"[a]\naws_secret_access_key = s\n[b]\n", "line 3: profile [a] has no aws_access_key_id"},
      {"aws_access_key_id = A\n", "line 1: aws_access_key_id stands before the first [profile]"},
      {"[a]\nwhatever\n", "line 2: expected"},
      {"[]\n", "line 1: expected [profile]"},
      {"[a\n", "line 1: expected [profile]"},
      {std::string(kHalf) + "aws_access_key_id = B\n",
       "line 3: profile [a] has aws_access_key_id twice"},
      {std::string(kHalf) + "aws_secret_access_key =\n", "line 3: aws_secret_access_key is empty"},
      {"[a]\naws_access_key_id = A/B\naws_secret_access_key = s\n", "made of letters"},
      {std::string(kHalf) +
           "aws_secret_access_key = s\n[b]\naws_access_key_id = A\naws_secret_access_key = t\n",
       "profiles [a] and [b] have the same access key id"},
  };
  for (const auto& [text, expected] : cases) {
    const auto keys = parse_credentials(text);
    ASSERT_FALSE(keys) << text;
    EXPECT_THAT(keys.error().message, HasSubstr(std::string(expected))) << text;
  }
}

TEST(CredentialsFile, AFileThatOthersMayReadIsRefused) {
  const auto directory = TemporaryDirectory::create("quondam-credentials-");
  ASSERT_TRUE(directory);
  const std::string path = directory->path().string() + "/credentials";
  std::ofstream(path) << "[a]\naws_access_key_id = A\naws_secret_access_key = s\n";
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0644U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const auto keys = read_credentials_file(path);
    ASSERT_FALSE(keys);
    EXPECT_THAT(keys.error().message, HasSubstr("chmod 600 " + path));
  }
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  EXPECT_TRUE(read_credentials_file(path));
  EXPECT_FALSE(read_credentials_file(directory->path().string()));
  EXPECT_FALSE(read_credentials_file(path + ".missing"));
}

}  // namespace
}  // namespace quondam
