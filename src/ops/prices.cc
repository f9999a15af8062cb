#include "ops/prices.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>

#include "base/private_file.h"
#include "ops/json_fields.h"
#include "ops/price_table.h"

namespace quondam::ops {
namespace {

tl::unexpected<Failure> not_a_price_table(std::string why) {
  return wrong_usage("the price table cannot be used: " + std::move(why),
                     "`quondam cost --show-prices` prints one to begin with.");
}

// Nothing when the member is not there. Text where a price should be is a failure: a price that is
// passed over makes a bill look smaller.
Outcome<std::optional<double>> price_of(simdjson::dom::element region, const std::string& name,
                                        std::string_view member) {
  const auto given = member_of(region, member);
  if (!given) return std::optional<double>();
  double price = 0;
  if (given->get(price) != simdjson::SUCCESS || !(price >= 0) || !std::isfinite(price))
    return not_a_price_table(fmt::format("{} of {} is not a number from 0 on", member, name));
  return std::optional<double>(price);
}

bool is_price_member(std::string_view name) {
  for (const std::string_view known :
       {"AsOf", "Source", "PitrPerGbMonth", "BackupPerGbMonth", "RestorePerGb", "ExportPerGb"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

Outcome<PriceTable> PriceTable::parse(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS)
    return not_a_price_table("it is not JSON");
  simdjson::dom::object regions;
  if (root["Regions"].get(regions) != simdjson::SUCCESS || regions.size() == 0)
    return not_a_price_table("it has no Regions");
  PriceTable table;
  for (const auto& region : regions) {
    const std::string name(region.key);
    const simdjson::dom::element given = region.value;
    simdjson::dom::object members;
    if (given.get(members) != simdjson::SUCCESS)
      return not_a_price_table(fmt::format("{} is not an object", name));
    // A misspelt member would be a price that is left out.
    for (const auto& [member, ignored] : members) {
      if (!is_price_member(member))
        return not_a_price_table(fmt::format("{} of {} means nothing", std::string(member), name));
    }
    RegionPrices prices;
    prices.region = name;
    const auto text_or = [&](std::string_view member) {
      const std::string_view own = text_of(given, member);
      return std::string(own.empty() ? text_of(root, member) : own);
    };
    prices.currency = text_of(root, "Currency").empty() ? "USD" : text_of(root, "Currency");
    prices.as_of = text_or("AsOf");
    prices.source = text_or("Source");
    QUONDAM_ASSIGN(prices.recovery_per_gb_month, price_of(given, name, "PitrPerGbMonth"));
    QUONDAM_ASSIGN(prices.backup_per_gb_month, price_of(given, name, "BackupPerGbMonth"));
    QUONDAM_ASSIGN(prices.restore_per_gb, price_of(given, name, "RestorePerGb"));
    QUONDAM_ASSIGN(prices.export_per_gb, price_of(given, name, "ExportPerGb"));
    table.regions_.emplace(name, std::move(prices));
  }
  return table;
}

Outcome<PriceTable> PriceTable::read(const std::string& path) {
  const auto text = read_small_file(path);
  if (!text) return wrong_usage(text.error().message);
  return parse(*text);
}

PriceTable PriceTable::built_in() {
  // Ours; a unit test parses it.
  return parse(kPriceTable).value();
}

std::string_view PriceTable::built_in_text() {
  return kPriceTable;
}

Outcome<RegionPrices> PriceTable::in(const std::string& region) const {
  const auto found = regions_.find(region);
  if (found != regions_.end()) return found->second;
  std::string known;
  for (const auto& [name, prices] : regions_) known += (known.empty() ? "" : ", ") + name;
  return failed(
      fmt::format("the price table has no region {} (it has {})", region, known),
      "Give a price file with --prices (`quondam cost --show-prices` prints one to begin with), or "
      "another region's prices with --price-region.");
}

std::string money_text(std::optional<double> amount, std::string_view currency) {
  constexpr double kCent = 0.01;
  if (!amount) return "-";
  const bool tiny = *amount > 0 && *amount < kCent;
  const std::string number = fmt::format("{:.2f}", tiny ? kCent : *amount);
  const std::string_view less = tiny ? "< " : "";
  return currency == "USD" ? fmt::format("{}${}", less, number)
                           : fmt::format("{}{} {}", less, number, currency);
}

std::optional<double> amount_of(std::optional<double> price_per_gb, std::uint64_t bytes) {
  if (!price_per_gb) return std::nullopt;
  return *price_per_gb * (static_cast<double>(bytes) / kBytesPerGigabyte);
}

}  // namespace quondam::ops
