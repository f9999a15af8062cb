#include "ops/connection_settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/temporary_directory.h"

namespace quondam::ops {
namespace {

class ConnectionSettingsTest : public testing::Test {
 protected:
  ConnectionSettingsTest() {
    variables_["AWS_CONFIG_FILE"] = write("config", "");
    variables_["AWS_SHARED_CREDENTIALS_FILE"] = write("credentials", "");
  }

  std::string write(const std::string& name, const std::string& text) {
    const std::string path = (directory_->path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  Outcome<ConnectionSettings> resolve(const ConnectionFlags& flags = {}) {
    return resolve_connection(flags, [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::string() : found->second;
    });
  }

  Result<TemporaryDirectory> directory_ = TemporaryDirectory::create("quondam-settings");
  std::map<std::string, std::string> variables_;
};

TEST_F(ConnectionSettingsTest, WithNothingItIsAServerOfThisMachine) {
  const auto settings = resolve();
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->endpoint.text, "http://127.0.0.1:8000");
  EXPECT_EQ(settings->region, "us-east-1");
  EXPECT_FALSE(settings->key_id.empty());
  EXPECT_FALSE(settings->secret.empty());
}

TEST_F(ConnectionSettingsTest, TheNearestEndpointWins) {
  write("config",
        "[default]\n"
        "endpoint_url = http://localhost:1\n"
        "[profile served]\n"
        "services = local\n"
        "endpoint_url = http://localhost:2\n"
        "[services local]\n"
        "dynamodb =\n"
        "  endpoint_url = http://localhost:3\n");
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:1");
  variables_["AWS_PROFILE"] = "served";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:3");
  variables_["AWS_ENDPOINT_URL"] = "http://localhost:4";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:4");
  variables_["AWS_ENDPOINT_URL_DYNAMODB"] = "http://localhost:5";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:5");
  EXPECT_EQ(resolve()->endpoint_source, "AWS_ENDPOINT_URL_DYNAMODB");
  EXPECT_EQ(resolve({.endpoint_url = "http://localhost:6"})->endpoint.authority, "localhost:6");
  variables_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(resolve()->endpoint.authority, "127.0.0.1:8000");
}

TEST_F(ConnectionSettingsTest, TheNearestRegionWins) {
  write("config", "[default]\nregion = a\n");
  EXPECT_EQ(resolve()->region, "a");
  variables_["AWS_DEFAULT_REGION"] = "b";
  EXPECT_EQ(resolve()->region, "b");
  variables_["AWS_REGION"] = "c";
  EXPECT_EQ(resolve()->region, "c");
  EXPECT_EQ(resolve({.region = "d"})->region, "d");
}

TEST_F(ConnectionSettingsTest, CredentialsComeFromTheEnvironmentThenFromTheFiles) {
  write("config",
        "[profile elsewhere]\naws_access_key_id = OF-CONFIG\naws_secret_access_key = s\n");
  write("credentials",
        "[default]\naws_access_key_id = OF-FILE\naws_secret_access_key = s\n"
        "[shop]\naws_access_key_id = SHOP\naws_secret_access_key = t\naws_session_token = u\n");
  EXPECT_EQ(resolve()->key_id, "OF-FILE");
  EXPECT_EQ(resolve({.profile = "shop"})->key_id, "SHOP");
  EXPECT_EQ(resolve({.profile = "shop"})->session_token, "u");
  EXPECT_EQ(resolve({.profile = "elsewhere"})->key_id, "OF-CONFIG");
  variables_["AWS_ACCESS_KEY_ID"] = "OF-ENVIRONMENT";
  variables_["AWS_SECRET_ACCESS_KEY"] = "v";
  EXPECT_EQ(resolve()->key_id, "OF-ENVIRONMENT");
  EXPECT_EQ(resolve()->session_token, "");
  variables_["AWS_PROFILE"] = "shop";
  EXPECT_EQ(resolve()->key_id, "OF-ENVIRONMENT");
  EXPECT_EQ(resolve({.profile = "shop"})->key_id, "SHOP") << "what was typed wins";
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_FALSE(resolve());
}

TEST_F(ConnectionSettingsTest, SaysWhatIsMissing) {
  EXPECT_FALSE(resolve({.profile = "nobody"})) << "a profile that is not there";
  EXPECT_FALSE(resolve({.endpoint_url = "https://dynamodb.eu-central-1.amazonaws.com"}))
      << "a foreign server is not spoken to as anybody";
  write("config", "[profile role]\nrole_arn = arn:aws:iam::000000000000:role/x\n");
  const auto role = resolve({.profile = "role"});
  ASSERT_FALSE(role);
  EXPECT_NE(role.error().what_next.find("export-credentials"), std::string::npos);
}

TEST_F(ConnectionSettingsTest, RefusesWhatIsNoEndpoint) {
  for (const char* url : {"127.0.0.1:8000:1", "ftp://localhost", "http://",
                          "http://me:pw@localhost", "http://localhost/?x=1"}) {
    const auto settings = resolve({.endpoint_url = url});
    ASSERT_FALSE(settings) << url;
    EXPECT_EQ(settings.error().exit_code, kUsage);
    EXPECT_NE(settings.error().message.find("--endpoint-url"), std::string::npos);
  }
}

TEST(Url, HasThePartsThatARequestNeeds) {
  EXPECT_EQ(parse_url("http://127.0.0.1:8000")->path, "/");
  EXPECT_EQ(parse_url("https://db.example:443/x")->authority, "db.example");
  EXPECT_EQ(parse_url("https://db.example:8443/x")->authority, "db.example:8443");
  EXPECT_EQ(parse_url("https://db.example/x")->path, "/x");
  EXPECT_EQ(parse_url("http://[::1]:8000")->authority, "[::1]:8000");
}

TEST(Url, KnowsThisMachine) {
  for (const char* url : {"http://127.0.0.1", "http://127.8.9.1:80", "http://localhost:1",
                          "https://db.localhost", "http://[::1]:8000"})
    EXPECT_TRUE(parse_url(url)->loopback) << url;
  for (const char* url : {"http://127.example.com", "http://10.0.0.1", "http://localhost.example"})
    EXPECT_FALSE(parse_url(url)->loopback) << url;
}

}  // namespace
}  // namespace quondam::ops
