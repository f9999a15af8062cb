#include <fmt/format.h>

#include "catalog/uuid.h"
#include "operations/description_of_import.h"
#include "operations/index_definition.h"
#include "operations/job_reference.h"
#include "operations/operation_table.h"
#include "operations/s3_shapes.h"
#include "operations/table_lookup.h"
#include "operations/table_settings.h"
#include "operations/table_shapes.h"
#include "operations/throughput.h"
#include "operations/vector_index_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kSourceMembers[] = {
    {"S3BucketOwner", &kS3BucketOwner},
    {"S3Bucket", &kS3Bucket, required},
    {"S3KeyPrefix", &kS3Prefix},
};
constexpr Shape kSource{.kind = structure, .name = "S3BucketSource", .members = kSourceMembers};
constexpr std::string_view kFormats[] = {"DYNAMODB_JSON", "ION", "CSV"};
constexpr Shape kInputFormat{.kind = string, .name = "InputFormat", .values = kFormats};
constexpr Shape kDelimiter{
    .kind = string, .name = "CsvDelimiter", .min = 1, .max = 1, .pattern = kCsvDelimiterPattern};
constexpr Shape kHeader{
    .kind = string, .name = "CsvHeader", .min = 1, .max = 65536, .pattern = kCsvHeaderPattern};
constexpr Shape kHeaderList{
    .kind = list, .name = "CsvHeaderList", .min = 1, .max = 255, .element = &kHeader};
constexpr Member kCsvMembers[] = {
    {"Delimiter", &kDelimiter},
    {"HeaderList", &kHeaderList},
};
constexpr Shape kCsv{.kind = structure, .name = "CsvOptions", .members = kCsvMembers};
constexpr Member kOptionsMembers[] = {{"Csv", &kCsv}};
constexpr Shape kOptions{
    .kind = structure, .name = "InputFormatOptions", .members = kOptionsMembers};
constexpr std::string_view kCompressions[] = {"ZSTD", "NONE", "GZIP"};
constexpr Shape kCompression{
    .kind = string, .name = "InputCompressionType", .values = kCompressions};
constexpr Member kCreationMembers[] = {
    {"TableName", &kTableName, required},
    {"AttributeDefinitions", &kAttributeDefinitions, required},
    {"KeySchema", &kKeySchema, required},
    {"BillingMode", &kBillingMode},
    {"ProvisionedThroughput", &kProvisionedThroughput},
    {"OnDemandThroughput", &kOnDemandThroughput},
    {"SSESpecification", &kSseSpecification},
    {"GlobalSecondaryIndexes", &kGlobalSecondaryIndexes},
    {"VectorIndexes", &kVectorIndexes},
};
constexpr Shape kCreation{
    .kind = structure, .name = "TableCreationParameters", .members = kCreationMembers};
constexpr Member kMembers[] = {
    {"ClientToken", &kClientToken},           {"S3BucketSource", &kSource, required},
    {"InputFormat", &kInputFormat, required}, {"InputFormatOptions", &kOptions},
    {"InputCompressionType", &kCompression},  {"TableCreationParameters", &kCreation, required},
};
constexpr Shape kRequest{.kind = structure, .name = "ImportTableInput", .members = kMembers};

ApiExpected<void> check_format(const Request& request) {
  const std::string_view format = *request.string("InputFormat");
  if (format == "ION") return refuse(not_implemented("InputFormat ION"));
  const auto options = request.structure("InputFormatOptions");
  if (format == "CSV" || !options || !options->has("Csv")) return {};
  return refuse(validation(fmt::format(
      "Invalid Request: Unsupported InputFormatOptions for the given input format: {}.", format)));
}

ApiExpected<void> read_settings(const Context& context, const Fields& creation,
                                catalog::Table& table) {
  if (creation.has("VectorIndexes")) return refuse(not_supported("Vector indexes"));
  QUONDAM_TRY(read_on_demand(context, creation, "OnDemandThroughput",
                             {.index = {}, .creates = true}, table.billing, table.on_demand));
  QUONDAM_ASSIGN(const auto encryption, read_encryption(context, creation, "SSESpecification"));
  table.encryption = encryption.value_or(catalog::Encryption{});
  return {};
}

// As CreateTable makes one.
ApiExpected<catalog::Table> plan_table(const Context& context, const Fields& creation) {
  catalog::Table table;
  table.name = *creation.string("TableName");
  table.created_us = context.database.clock().wall_us();
  table.uuid = catalog::new_uuid();
  QUONDAM_TRY(read_capacity(creation, table));
  QUONDAM_TRY(read_settings(context, creation, table));
  QUONDAM_ASSIGN(const Definitions definitions, read_definitions(creation));
  QUONDAM_ASSIGN(table.keys, read_table_key(creation, definitions));
  for (const Fields& index : creation.structures("GlobalSecondaryIndexes"))
    QUONDAM_TRY(read_global_index(context, index, definitions, table));
  QUONDAM_TRY(check_all_defined_are_used(definitions, table));
  return table;
}

Compression read_compression(const Request& request) {
  const std::string_view name = request.string("InputCompressionType").value_or("NONE");
  if (name == "GZIP") return Compression::gzip;
  return name == "ZSTD" ? Compression::zstd : Compression::none;
}

exporting::ImportRecord plan_of(const Request& request) {
  const Fields source = *request.structure("S3BucketSource");
  exporting::ImportRecord plan;
  plan.state.token = request.string("ClientToken").value_or("");
  plan.state.request = parameters_digest(request);
  plan.bucket = *source.string("S3Bucket");
  plan.bucket_owner = source.string("S3BucketOwner").value_or("");
  plan.prefix = source.string("S3KeyPrefix").value_or("");
  plan.has_prefix = source.has("S3KeyPrefix");
  plan.compression = read_compression(request);
  if (request.string("InputFormat") == "CSV") plan.format = exporting::InputFormat::csv;
  if (const auto options = request.structure("InputFormatOptions")) {
    plan.options = simdjson::minify(*request.find("InputFormatOptions"));
    if (const auto csv = options->structure("Csv")) {
      plan.delimiter = csv->string("Delimiter").value_or(",").front();
      for (const std::string_view header : csv->strings("HeaderList"))
        plan.headers.emplace_back(header);
    }
  }
  plan.creation_parameters = simdjson::minify(*request.find("TableCreationParameters"));
  return plan;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_format(request));
  QUONDAM_ASSIGN(const catalog::Table table,
                 plan_table(context, *request.structure("TableCreationParameters")));
  exporting::ImportJobs& imports = context.database.imports();
  if (!imports.has_store()) return refuse(no_buckets());

  // ---- the work ----
  const auto started = imports.start(plan_of(request), table, context.who());
  if (!started) {
    if (started.error().code == ErrorCode::conflict)
      return refuse(import_conflict(started.error().message));
    if (started.error().code == ErrorCode::already_exists) return refuse(table_exists(table.name));
    return refuse(started.error());
  }

  // ---- the answer ----
  return describe_import(context, *started);
}

}  // namespace

const Operation kImportTable{kDynamoDb, "ImportTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
