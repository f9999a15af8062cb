#include "ops/cost.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "ops/command.h"
#include "ops/cost_growth.h"
#include "ops/prices.h"
#include "ops/table_cost.h"
#include "ops/table_names.h"
#include "ops/text_table.h"

namespace quondam::ops {
namespace {

struct CostFlags {
  CommonFlags common;
  std::vector<std::string> patterns;
  std::string prices;
  std::string price_region;
  std::string since;
  MonthlyUse use;
  std::optional<double> fail_above;
  bool show_prices = false;
};

struct CostLine {
  TableFootprint footprint;
  TableCost cost;
  double month = 0;
  std::optional<Growth> growth = {};
};

struct Report {
  std::vector<CostLine> lines = {};
  double month = 0;
  std::string currency = {};
  // "us-east-1, 2026-08-15 (AWS Price List, ...)", of each region that was met.
  std::set<std::string> sources = {};
};

// "1.50 GB": of powers of 1,024, as AWS counts.
std::string size_text(std::uint64_t bytes) {
  constexpr double kStep = 1024;
  double size = static_cast<double>(bytes);
  if (size < kStep) return fmt::format("{} B", bytes);
  std::string_view unit;
  for (const std::string_view larger : {"KB", "MB", "GB", "TB", "PB"}) {
    if (size < kStep) break;
    size /= kStep;
    unit = larger;
  }
  return fmt::format("{:.2f} {}", size, unit);
}

std::string signed_size_text(std::int64_t bytes) {
  const bool less = bytes < 0;
  return (less ? "-" : "+") + size_text(less ? 0 - static_cast<std::uint64_t>(bytes)
                                             : static_cast<std::uint64_t>(bytes));
}

std::string price_region(const CostFlags& flags, const TableFootprint& footprint,
                         const Session& session) {
  if (!flags.price_region.empty()) return flags.price_region;
  return region_of(footprint, session.client.settings());
}

Outcome<std::vector<TableFootprint>> read_footprints(Session& session, const CostFlags& flags) {
  QUONDAM_ASSIGN(const auto names, list_table_names(session.client, flags.patterns));
  QUONDAM_ASSIGN(auto backups, sum_backups(session.client));
  std::vector<TableFootprint> found;
  Progress progress;
  for (const std::string& name : names) {
    progress.show(fmt::format("{} of {} tables", found.size(), names.size()), found.size(),
                  names.size());
    QUONDAM_ASSIGN(auto footprint, read_footprint(session.client, name));
    if (!footprint) continue;  // gone since it was listed
    if (backups) {
      const BackupTotal total = (*backups)[name];
      footprint->backups = total.count;
      footprint->backup_bytes = total.bytes;
      backups->erase(name);
    }
    found.push_back(*std::move(footprint));
  }
  // The backups of a table that was deleted cost what they did before.
  for (const auto& [name, total] : backups.value_or(std::map<std::string, BackupTotal>())) {
    if (!matches_any(flags.patterns, name)) continue;
    TableFootprint gone;
    gone.name = name;
    gone.status = "DELETED";
    gone.recovery_enabled = false;
    gone.backups = total.count;
    gone.backup_bytes = total.bytes;
    found.push_back(std::move(gone));
  }
  return found;
}

Outcome<Report> make_report(Session& session, const CostFlags& flags, const PriceTable& prices) {
  std::map<std::string, EarlierCost> earlier;
  if (!flags.since.empty()) {
    QUONDAM_ASSIGN(earlier, read_earlier_costs(flags.since));
  }
  QUONDAM_ASSIGN(auto footprints, read_footprints(session, flags));
  Report report;
  for (TableFootprint& footprint : footprints) {
    QUONDAM_ASSIGN(const RegionPrices here, prices.in(price_region(flags, footprint, session)));
    CostLine line{.footprint = std::move(footprint), .cost = {}};
    line.footprint.region = here.region;
    line.cost = cost_of(line.footprint, here);
    QUONDAM_ASSIGN(line.month, month_of(line.footprint, line.cost, flags.use, here));
    const auto before = earlier.find(line.footprint.name);
    if (before != earlier.end()) {
      line.growth =
          growth_since(before->second, line.footprint.recovery_bytes, line.month, session.began_us);
    }
    report.month += line.month;
    report.currency = here.currency;
    report.sources.insert(fmt::format("{}, {} ({})", here.region, here.as_of, here.source));
    report.lines.push_back(std::move(line));
  }
  return report;
}

std::string json_line(const CostLine& line, Micros now_us) {
  const TableFootprint& table = line.footprint;
  std::string out;
  JsonWriter json(out);
  const auto amount = [&](std::string_view name, std::optional<double> value) {
    if (value) json.key(name).number(*value);
  };
  json.begin_object().key("TableName").string(table.name);
  json.key("TableStatus").string(table.status);
  json.key("Time").string(moment_text(now_us));
  json.key("Region").string(table.region);
  json.key("ItemCount").number(table.items);
  json.key("TableSizeBytes").number(table.table_bytes);
  json.key("LocalIndexBytes").number(table.local_index_bytes);
  json.key("GlobalIndexBytes").number(table.global_index_bytes);
  json.key("RecoveryBytes").number(table.recovery_bytes);
  json.key("RestoreBytes").number(table.restore_bytes);
  if (table.recovery_enabled)
    json.key("PointInTimeRecovery").string(*table.recovery_enabled ? "ENABLED" : "DISABLED");
  if (table.backups) {
    json.key("BackupCount").number(*table.backups);
    json.key("BackupBytes").number(table.backup_bytes);
  }
  if (table.history_bytes) json.key("HistoryBytes").number(*table.history_bytes);
  json.key("Currency").string(line.cost.currency);
  amount("PitrMonthlyCost", line.cost.recovery_month);
  amount("BackupMonthlyCost", line.cost.backups_month);
  amount("RestoreCost", line.cost.one_restore);
  amount("ExportCost", line.cost.one_export);
  json.key("MonthlyCost").number(line.month);
  if (line.growth) {
    json.key("Growth").begin_object();
    json.key("Since").string(moment_text(line.growth->since_us));
    json.key("Bytes").number(line.growth->bytes);
    json.key("BytesPerDay").number(line.growth->bytes_per_day);
    json.key("MonthlyCost").number(line.growth->month).end_object();
  }
  json.end_object();
  return out + "\n";
}

std::string recovery_text(const CostLine& line) {
  const std::string amount = money_text(line.cost.recovery_month, line.cost.currency);
  if (!line.footprint.recovery_enabled) return "-";
  if (line.footprint.status == "DELETED") return "";
  return *line.footprint.recovery_enabled ? amount : fmt::format("({})", amount);
}

std::string growth_text(const CostLine& line) {
  if (!line.growth) return "-";
  return fmt::format("{} a day", signed_size_text(line.growth->bytes_per_day));
}

void print_table(const Report& report, const CostFlags& flags, const Paint& paint) {
  const auto money = [&](std::optional<double> amount) {
    return money_text(amount, report.currency);
  };
  const bool with_history = std::ranges::any_of(
      report.lines, [](const CostLine& line) { return line.footprint.history_bytes.has_value(); });
  constexpr auto kRight = TextTable::Align::right;
  std::vector<TextTable::Column> columns{
      {"TABLE"},           {"BILLED SIZE", kRight}, {"RECOVERY", kRight},
      {"BACKUPS", kRight}, {"A RESTORE", kRight},   {"AN EXPORT", kRight},
      {"A MONTH", kRight}};
  if (with_history) columns.push_back({"HISTORY HERE", kRight});
  if (!flags.since.empty()) columns.push_back({"GROWTH", kRight});
  TextTable table(columns);
  const auto add = [&](std::vector<std::string> cells, std::string history, std::string growth) {
    if (with_history) cells.push_back(std::move(history));
    if (!flags.since.empty()) cells.push_back(std::move(growth));
    table.add(std::move(cells));
  };
  for (const CostLine& line : report.lines) {
    const TableFootprint& one = line.footprint;
    const bool gone = one.status == "DELETED";
    add({printable(one.name) + (gone ? " (deleted)" : ""),
         gone ? "" : size_text(one.recovery_bytes), recovery_text(line),
         one.backups.value_or(0) == 0
             ? money(line.cost.backups_month)
             : fmt::format("{} ({})", money(line.cost.backups_month), size_text(one.backup_bytes)),
         gone ? "" : money(line.cost.one_restore), gone ? "" : money(line.cost.one_export),
         money(line.month)},
        one.history_bytes ? size_text(*one.history_bytes) : "-", growth_text(line));
  }
  add({"TOTAL", "", "", "", "", "", money(report.month)}, "", "");
  print(table.take_text(paint));
}

void print_notes(const Report& report, const CostFlags& flags, const Paint& paint) {
  const auto note = [&](const std::string& text) { print(paint(Colour::dim, text) + "\n"); };
  const auto any = [&](auto&& holds) { return std::ranges::any_of(report.lines, holds); };
  for (const std::string& source : report.sources) note("prices: " + source);
  if (flags.use.restores > 0 || flags.use.exports > 0) {
    note(fmt::format("a month with {:g} x a restore and {:g} x an export of each table",
                     flags.use.restores, flags.use.exports));
  }
  if (any([](const CostLine& line) {
        return !line.footprint.recovery_enabled.value_or(true) &&
               line.footprint.status != "DELETED";
      }))
    note("in brackets: recovery is off; what it would cost");
  if (any([](const CostLine& line) { return !line.footprint.recovery_enabled; }))
    note("the server does not say whether recovery is on: it is not counted");
  if (any([](const CostLine& line) { return !line.footprint.backups; }))
    note("the server does not list backups: they are not counted");
}

Outcome<int> run(const CostFlags& flags) {
  if (flags.show_prices) {
    print(PriceTable::built_in_text());
    return kOk;
  }
  PriceTable prices = PriceTable::built_in();
  if (!flags.prices.empty()) {
    QUONDAM_ASSIGN(prices, PriceTable::read(flags.prices));
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Report report, make_report(*session, flags, prices));
  if (session->json) {
    for (const CostLine& line : report.lines) print(json_line(line, session->began_us));
  } else if (report.lines.empty()) {
    print("There is no such table.\n");
  } else {
    print_table(report, flags, session->paint);
    print_notes(report, flags, session->paint);
  }
  if (flags.fail_above && report.month > *flags.fail_above) {
    return failed(
        fmt::format("a month costs {}, more than {}", money_text(report.month, report.currency),
                    money_text(*flags.fail_above, report.currency)),
        "Delete backups that nobody needs, or raise --fail-above.");
  }
  return kOk;
}

}  // namespace

void add_cost(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "cost", "What recovery, backups and restores of tables cost on AWS in a month");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<CostFlags>();
  command->add_option("PATTERN", flags->patterns, "Tables called like this: 'orders*'; else all")
      ->type_name("")
      ->check(not_empty);
  command
      ->add_option("--restores", flags->use.restores,
                   "Count so many restores of each table a month (drills, too)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--exports", flags->use.exports, "Count so many full exports a month")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--since", flags->since,
                   "Show how the tables have grown since this earlier output of --json")
      ->type_name("FILE")
      ->check(not_empty);
  command
      ->add_option("--fail-above", flags->fail_above,
                   "Exit with 1 when a month costs more than this")
      ->type_name("AMOUNT")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--prices", flags->prices, "A price table instead of the built-in one")
      ->type_name("FILE")
      ->check(not_empty);
  command
      ->add_option("--price-region", flags->price_region, "A region's prices; else the tables' own")
      ->type_name("NAME")
      ->check(not_empty);
  command->add_flag("--show-prices", flags->show_prices, "Print the built-in price table");
  add_common(*command, flags->common);
  on_run(*command, "cost", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
