// What AWS asks for keeping and restoring tables, by region: the price table that is built in, with
// its dates and sources, or one from a file of the same form (docs/cli.md, "Prices").
//
// What is billed by what size: Amazon DynamoDB Developer Guide, "Best practices for understanding
// your AWS billing and usage reports in DynamoDB" and "DynamoDB item sizes and formats".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ops/failure.h"

namespace quondam::ops {

// AWS's gigabyte is 2^30 bytes.
inline constexpr double kBytesPerGigabyte = 1024.0 * 1024.0 * 1024.0;
// Each item of a table or an index counts so much more where storage is billed.
inline constexpr std::uint64_t kItemOverheadBytes = 100;

// Of one region, in the table's currency. Nothing: the table does not say.
struct RegionPrices {
  std::string region;
  std::string currency;
  // When it was so ("2026-09-11"), and who says it.
  std::string as_of;
  std::string source;
  std::optional<double> recovery_per_gb_month;
  std::optional<double> backup_per_gb_month;
  std::optional<double> restore_per_gb;
  std::optional<double> export_per_gb;
};

class PriceTable {
 public:
  // Errors: what is wrong with the text, and that it is wrong usage.
  static Outcome<PriceTable> parse(std::string_view text);
  // Of a file that was named with --prices.
  static Outcome<PriceTable> read(const std::string& path);
  static PriceTable built_in();
  // The text that it was parsed from: what a file of the user's own begins as.
  static std::string_view built_in_text();

  // Errors: the table does not know the region.
  [[nodiscard]] Outcome<RegionPrices> in(const std::string& region) const;

 private:
  std::map<std::string, RegionPrices> regions_;
};

// "$12.34", or "12.34 CNY" in another currency than USD; what is more than nothing and less than a
// cent is "< $0.01". "-" for an amount that nobody knows.
std::string money_text(std::optional<double> amount, std::string_view currency);

// A size's share of a price per gigabyte; nothing for a price that nobody knows.
std::optional<double> amount_of(std::optional<double> price_per_gb, std::uint64_t bytes);

}  // namespace quondam::ops
