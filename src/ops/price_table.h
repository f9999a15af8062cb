// The built-in price table, in the form that `--prices` reads.
#pragma once

#include <string_view>

namespace quondam::ops {

// AWS's public prices, as published readings of the AWS Price List (AmazonDynamoDB) have them; AWS
// itself was not asked. The day beside a region is that of the reading its recovery price is from;
// the other prices are from that one or an earlier one. A price that no reading has is left out,
// not guessed: regions do not differ by one factor (Ireland's prices are rounded, Frankfurt's are
// not).
inline constexpr std::string_view kPriceTable = R"({
  "Currency": "USD",
  "Source": "AWS Price List, AmazonDynamoDB; https://aws.amazon.com/dynamodb/pricing/",
  "Regions": {
    "us-east-1": {"AsOf": "2026-08-15", "PitrPerGbMonth": 0.20, "BackupPerGbMonth": 0.10, "RestorePerGb": 0.15, "ExportPerGb": 0.10},
    "us-east-2": {"AsOf": "2026-09-14", "PitrPerGbMonth": 0.20, "BackupPerGbMonth": 0.10, "RestorePerGb": 0.15, "ExportPerGb": 0.10},
    "us-west-2": {"AsOf": "2026-09-06", "PitrPerGbMonth": 0.20, "BackupPerGbMonth": 0.10, "RestorePerGb": 0.15, "ExportPerGb": 0.10},
    "eu-west-1": {"AsOf": "2026-08-15", "PitrPerGbMonth": 0.22, "BackupPerGbMonth": 0.11, "RestorePerGb": 0.17, "ExportPerGb": 0.11},
    "eu-central-1": {"AsOf": "2026-08-15", "PitrPerGbMonth": 0.2448},
    "ap-northeast-1": {"AsOf": "2026-09-11", "PitrPerGbMonth": 0.228, "BackupPerGbMonth": 0.114, "RestorePerGb": 0.171},
    "ap-southeast-2": {"AsOf": "2026-08-13", "PitrPerGbMonth": 0.228, "ExportPerGb": 0.114}
  }
}
)";

}  // namespace quondam::ops
