// The manifests, against the examples in the developer guide ("DynamoDB table export output
// format").

#include "export/manifest.h"

#include <gtest/gtest.h>

namespace quondam::exporting {
namespace {

const ArnNames kNames{"us-east-1", "123456789012"};

ExportRecord full_export() {
  ExportRecord record;
  record.state.id = "01693685827463-2d8752fd";
  record.state.began_us = 1'693'685'827'463'000;
  record.state.ended_us = 1'693'685'830'007'000;
  record.table_name = "ProductCatalog";
  record.table_uuid = "12345a12-abcd-123a-ab12-1234abc12345";
  record.at = 1'693'685'827'000'000;
  record.bucket = "ddb-productcatalog-export";
  record.prefix = "2020-Nov";
  record.sse_algorithm = "AES256";
  record.items = 8;
  record.billed_bytes = 170;
  return record;
}

TEST(Manifest, SummaryOfAFullExport) {
  EXPECT_EQ(
      summary_manifest(full_export(), kNames),
      R"({"version":"2020-06-30","exportArn":"arn:aws:dynamodb:us-east-1:123456789012:table/ProductCatalog/export/01693685827463-2d8752fd",)"
      R"("startTime":"2023-09-02T20:17:07.463Z","endTime":"2023-09-02T20:17:10.007Z",)"
      R"("tableArn":"arn:aws:dynamodb:us-east-1:123456789012:table/ProductCatalog","tableId":"12345a12-abcd-123a-ab12-1234abc12345",)"
      R"("exportTime":"2023-09-02T20:17:07.000Z","s3Bucket":"ddb-productcatalog-export","s3Prefix":"2020-Nov","s3SseAlgorithm":"AES256",)"
      R"("s3SseKmsKeyId":null,"manifestFilesS3Key":"2020-Nov/AWSDynamoDB/01693685827463-2d8752fd/manifest-files.json",)"
      R"("billedSizeBytes":170,"itemCount":8,"outputFormat":"DYNAMODB_JSON"})");
}

TEST(Manifest, SummaryOfAnIncrementalExport) {
  ExportRecord record = full_export();
  record.incremental = true;
  record.prefix = "";
  record.from = 1'693'600'000'000'000;
  record.to = 1'693'603'600'000'000;
  const std::string summary = summary_manifest(record, kNames);
  for (
      const char* part :
      {R"("version":"2023-08-01")",
       R"("exportFromTime":"2023-09-01T20:26:40.000Z","exportToTime":"2023-09-01T21:26:40.000Z")",
       R"("s3Prefix":null)",
       R"("manifestFilesS3Key":"AWSDynamoDB/01693685827463-2d8752fd/manifest-files.json")",
       R"("outputFormat":"DYNAMODB_JSON","outputView":"NEW_IMAGE","exportType":"INCREMENTAL_EXPORT"})"})
    EXPECT_NE(summary.find(part), std::string::npos) << part << " in " << summary;
  EXPECT_EQ(summary.find("exportTime\""), std::string::npos);
}

TEST(Manifest, FilesOneALine) {
  EXPECT_EQ(
      files_manifest({{"AWSDynamoDB/a.json.gz", 8, "sQMSpEILNgoQmarvDFonGQ==", "af83-1"},
                      {"AWSDynamoDB/b.json.gz", 0, "x", "y"}}),
      R"({"itemCount":8,"md5Checksum":"sQMSpEILNgoQmarvDFonGQ==","etag":"af83-1","dataFileS3Key":"AWSDynamoDB/a.json.gz"})"
      "\n"
      R"({"itemCount":0,"md5Checksum":"x","etag":"y","dataFileS3Key":"AWSDynamoDB/b.json.gz"})"
      "\n");
}

TEST(Manifest, WhereThingsLie) {
  ExportRecord record = full_export();
  record.prefix = "a/b/";
  EXPECT_EQ(ExportKeys(record).started, "a/b/AWSDynamoDB/01693685827463-2d8752fd/_started");
  EXPECT_EQ(ExportKeys(record).data.folder, "a/b/AWSDynamoDB/01693685827463-2d8752fd/data/");
  record.incremental = true;
  EXPECT_EQ(ExportKeys(record).data.folder, "a/b/AWSDynamoDB/data/");
}

TEST(Manifest, RecordsComeBack) {
  ExportRecord record = full_export();
  record.state.status = JobStatus::failed;
  record.state.failure = no_such_bucket();
  record.state.token = "token \"x\"";
  record.old_images = true;
  const auto read = decode_export(encode(record));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(encode(*read), encode(record));
  EXPECT_EQ(decode_export("{}").error().code, ErrorCode::corruption);
}

TEST(Manifest, DataFilesHaveNamesOfTheirOwn) {
  const std::string name = data_file_name("01693685827463-2d8752fd", 0);
  EXPECT_EQ(name.size(), std::string("asdl123dasasasdl123dasas12.json.gz").size());
  EXPECT_NE(name, data_file_name("01693685827463-2d8752fd", 1));
  EXPECT_NE(name, data_file_name("01693685827463-2d8752fe", 0));
}

}  // namespace
}  // namespace quondam::exporting
