#include "ops/foreign_estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json_writer.h"
#include "ops/prices.h"

namespace quondam::ops {
namespace {

// Other regions are up to twice as dear.
constexpr char kPricedRegion[] = "us-east-1";
// On demand; aws.amazon.com/dynamodb/pricing, as of November 2026.
constexpr double kReadDollarsPerUnit = 0.125 / 1e6;
constexpr double kBytesPerUnit = 4096;
// A scan's page is 1 MB; the pages of one segment come one after the other.
constexpr double kScannedBytesPerSecond = 8e6;

}  // namespace

ForeignEstimate estimate_foreign(const ForeignSize& size, int restores, bool reads_all,
                                 int threads) {
  ForeignEstimate estimate;
  const auto bytes = static_cast<double>(size.bytes + kItemOverheadBytes * size.items);
  // Ours; a unit test parses the table.
  const RegionPrices prices = PriceTable::built_in().in(kPricedRegion).value();
  estimate.restores = restores;
  estimate.restored_gigabytes = restores * bytes / kBytesPerGigabyte;
  estimate.restore_dollars = estimate.restored_gigabytes * prices.restore_per_gb.value();
  if (reads_all) {
    // The scratch tables eventually consistent, half a unit; the present consistent, a whole one.
    const double units_of_bytes = restores == 1 ? 1.5 : 1.0;
    estimate.read_units = std::ceil(units_of_bytes * bytes / kBytesPerUnit);
    estimate.scan_seconds = 2 * bytes / (kScannedBytesPerSecond * std::max(threads, 1));
  }
  estimate.read_dollars = estimate.read_units * kReadDollarsPerUnit;
  return estimate;
}

std::string estimate_text(const ForeignEstimate& estimate, const ForeignSize& size,
                          std::string_view table) {
  std::string text =
      fmt::format("This endpoint keeps no differences: the past of {} has to be restored to {}.\n",
                  table, estimate.restores == 1 ? "a scratch table" : "two scratch tables");
  text += fmt::format(
      "  It costs about ${:.2f} on AWS: {:.3f} GB restored (${:.2f}), {:.0f} read units (${:.4f}); "
      "list prices of {}, the table's last known size\n",
      estimate.dollars(), estimate.restored_gigabytes, estimate.restore_dollars,
      estimate.read_units, estimate.read_dollars, kPricedRegion);
  text += fmt::format(
      "  A restore takes AWS 20 minutes or more, whatever the size; reading after it about {:.0f} "
      "s\n",
      std::ceil(estimate.scan_seconds));
  if (size.provisioned) text += fmt::format("  Reading {} uses its provisioned capacity\n", table);
  return text;
}

std::string to_json(const ForeignEstimate& estimate) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("Restores").number(estimate.restores);
  json.key("RestoredGigabytes").number(estimate.restored_gigabytes);
  json.key("ReadUnits").number(estimate.read_units);
  json.key("Dollars").number(estimate.dollars());
  json.key("ScanSeconds").number(estimate.scan_seconds).end_object();
  return text;
}

}  // namespace quondam::ops
