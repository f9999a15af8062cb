// The texts are those that AWS gives, as nubo-db/dynamodb-conformance and dynalite recorded them.
#include "operations/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

class RequestChecks : public testing::Test {
 protected:
  // What is wrong with `json` as a request of the operation; empty when nothing is.
  std::string refused(const Operation& operation, std::string_view json) {
    const simdjson::padded_string padded(json);
    const auto request = Request::parse(*operation.request, parser_.parse(padded).value());
    if (request) return "";
    type_ = request.error().type;
    return request.error().message;
  }

  simdjson::dom::parser parser_;
  std::string type_;
};

TEST_F(RequestChecks, AllFailuresAreToldAtOnce) {
  EXPECT_EQ(refused(kGetItem, "{}"),
            "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: "
            "Member must not be "
            "null; Value null at 'key' failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(type_, "com.amazon.coral.validate#ValidationException");
}

TEST_F(RequestChecks, EnumerationsListTheirValuesAsAwsDoes) {
  EXPECT_EQ(refused(kQuery, R"({"TableName": "abc", "Select": "INVALID_VALUE"})"),
            "1 validation error detected: Value 'INVALID_VALUE' at 'select' failed to satisfy "
            "constraint: Member must "
            "satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
            "ALL_PROJECTED_ATTRIBUTES]");
}

TEST_F(RequestChecks, PathsNameElementsOfListsAndMaps) {
  EXPECT_EQ(refused(kCreateTable, R"({"TableName": "abc", "AttributeDefinitions": [],
                                      "KeySchema": [{"AttributeName": "a", "KeyType": "Woop"}]})"),
            "1 validation error detected: Value 'Woop' at 'keySchema.1.member.keyType' failed to "
            "satisfy constraint: "
            "Member must satisfy enum value set: [HASH, RANGE]");
  EXPECT_EQ(refused(kScan, R"({"TableName": "abc", "ScanFilter": {"a": {}}})"),
            "1 validation error detected: Value null at 'scanFilter.a.member.comparisonOperator' "
            "failed to satisfy "
            "constraint: Member must not be null");
}

TEST_F(RequestChecks, TheTableNameIsToldAlone) {
  EXPECT_EQ(refused(kPutItem, R"({"TableName": "bad table!@#", "ReturnValues": "INVALID"})"),
            "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy "
            "constraint: Member "
            "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  EXPECT_EQ(refused(kPutItem, R"({"TableName": "", "Item": {}})"),
            "1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: "
            "Member must have "
            "length greater than or equal to 1");
  EXPECT_EQ(refused(kCreateTable, R"({"TableName": "ab"})"),
            "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: "
            "Member must have "
            "length greater than or equal to 3");
  EXPECT_EQ(refused(kDescribeTable,
                    R"({"TableName": "arn:aws:dynamodb:us-east-1:000000000000:table/abc"})"),
            "");
}

TEST_F(RequestChecks, StructuresAreShownAsJavaShowsThem) {
  EXPECT_EQ(
      refused(kCreateTable, R"({"TableName": "abc", "AttributeDefinitions": [], "KeySchema": [
                {"AttributeName": "a", "KeyType": "HASH"}, {"AttributeName": "b", "KeyType": "RANGE"},
                {"AttributeName": "c", "KeyType": "RANGE"}]})"),
      "1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), "
      "KeySchemaElement(attributeName=b, keyType=RANGE), KeySchemaElement(attributeName=c, "
      "keyType=RANGE)]' at "
      "'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2");
}

TEST_F(RequestChecks, AtMostTenFailuresAreTold) {
  std::string elements;
  for (int i = 0; i < 12; ++i)
    elements += std::string(i > 0 ? "," : "") + R"({"AttributeName": "a"})";
  EXPECT_THAT(
      refused(kCreateTable, R"({"TableName": "abc", "KeySchema": [], "AttributeDefinitions": [)" +
                                elements + "]}"),
      testing::StartsWith("10 validation errors detected: "));
}

TEST_F(RequestChecks, WrongJsonTypesComeBeforeEverythingElse) {
  const auto expect = [&](const Operation& operation, std::string_view json,
                          std::string_view message) {
    EXPECT_EQ(refused(operation, json), message) << json;
    EXPECT_EQ(type_, "com.amazon.coral.service#SerializationException") << json;
  };
  expect(kScan, R"({"Limit": "23"})", "STRING_VALUE cannot be converted to Integer");
  expect(kScan, R"({"Limit": true})", "TRUE_VALUE cannot be converted to Integer");
  expect(kScan, R"({"TableName": 23})", "NUMBER_VALUE cannot be converted to String");
  expect(kScan, R"({"TableName": 3.5})", "DECIMAL_VALUE cannot be converted to String");
  expect(kScan, R"({"TableName": []})", "Unrecognized collection type class java.lang.String");
  expect(kScan, R"({"TableName": {}})", "Start of structure or map found where not expected");
  expect(kScan, R"({"ConsistentRead": "maybe"})", "Unexpected token received from parser");
  expect(kScan, R"({"AttributesToGet": "a"})", "Unexpected field type");
  expect(kScan, R"({"ExpressionAttributeNames": []})",
         "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>");
  expect(kCreateTable, R"({"KeySchema": ["a"]})", "Unexpected value type in payload");
  expect(
      kCreateTable, R"({"ProvisionedThroughput": []})",
      "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.ProvisionedThroughput");
  expect(kGetItem, R"({"Key": {"a": "b"}})", "Unexpected value type in payload");
}

TEST_F(RequestChecks, BooleansMayBeWords) {
  EXPECT_EQ(refused(kScan, R"({"TableName": "abc", "ConsistentRead": "yes"})"), "");
}

TEST(OperationTable, FindsOperationsByTheirServiceAndName) {
  EXPECT_EQ(find_operation("DynamoDB_20120810.GetItem").value(), &kGetItem);
  for (const char* unknown : {"DynamoDB_20120810.ListTable", "DynamoDBStreams_20120810.GetItem",
                              "Quondam_20261101.GetItem", "whatever"}) {
    const auto found = find_operation(unknown);
    ASSERT_FALSE(found) << unknown;
    EXPECT_EQ(found.error().type, "com.amazon.coral.service#UnknownOperationException");
    EXPECT_EQ(found.error().message, "");
  }
}

}  // namespace
}  // namespace quondam::operations
