#include "operations/operation_table.h"
#include "operations/s3_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::string_view kFormats[] = {"DYNAMODB_JSON", "ION"};
constexpr Shape kFormat{.kind = string, .name = "BulkOperationInputFormat", .values = kFormats};
constexpr std::string_view kCompressions[] = {"ZSTD", "NONE", "GZIP"};
constexpr Shape kCompression{
    .kind = string, .name = "InputCompressionType", .values = kCompressions};
constexpr Member kInputMembers[] = {
    {"S3BucketOwner", &kS3BucketOwner},
    {"S3Bucket", &kS3Bucket, required},
    {"S3KeyPrefix", &kS3Prefix},
    {"InputFormat", &kFormat, required},
    {"InputCompressionType", &kCompression},
};
constexpr Shape kInput{.kind = structure, .name = "InputS3Configuration", .members = kInputMembers};
constexpr std::string_view kSseAlgorithms[] = {"KMS", "AES256"};
constexpr Shape kSseAlgorithm{.kind = string, .name = "S3SseAlgorithm", .values = kSseAlgorithms};
constexpr Shape kSseKey{.kind = string, .name = "S3SseKmsKeyId", .min = 1, .max = 2048};
constexpr std::string_view kOutputTypes[] = {"ERROR", "CONDITION_CHECK_FAILURE"};
constexpr Shape kOutputType{.kind = string, .name = "OutputTypeEnum", .values = kOutputTypes};
constexpr Shape kOutputTypeList{.kind = list, .name = "OutputTypeList", .element = &kOutputType};
constexpr Member kOutputMembers[] = {
    {"S3BucketOwner", &kS3BucketOwner}, {"S3Bucket", &kS3Bucket},
    {"S3KeyPrefix", &kS3Prefix},        {"S3SseAlgorithm", &kSseAlgorithm},
    {"S3SseKmsKeyId", &kSseKey},        {"OutputType", &kOutputTypeList, required},
};
constexpr Shape kOutput{
    .kind = structure, .name = "OutputS3Configuration", .members = kOutputMembers};
constexpr Shape kMostUnits{
    .kind = long_integer, .name = "BulkOperationMaxWriteRequestUnits", .min = 1024};
constexpr std::string_view kTiers[] = {"STANDARD", "ACCELERATED"};
constexpr Shape kTier{.kind = string, .name = "BulkOperationPerformanceTier", .values = kTiers};
constexpr Member kMembers[] = {
    {"ClientToken", &kClientToken},
    {"InputS3Configuration", &kInput, required},
    {"OutputS3Configuration", &kOutput, required},
    {"TableName", &kTableArn, required},
    {"MaxWriteRequestUnits", &kMostUnits},
    {"PerformanceTier", &kTier},
};
constexpr Shape kRequest{.kind = structure, .name = "StartBulkPutItemsInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  return refuse(not_supported("Bulk operations"));
}

}  // namespace

const Operation kStartBulkPutItems{kDynamoDb, "StartBulkPutItems", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
