#include "ops/drill_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json_writer.h"
#include "ops/document_markdown.h"

namespace quondam::ops {
namespace {

struct TableSummary {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  double longest_restore_seconds = 0;
  const Drill* last = nullptr;
};
// By endpoint and table.
using Summaries = std::map<std::pair<std::string, std::string>, TableSummary>;

Summaries summarize(const std::vector<Drill>& drills) {
  Summaries summaries;
  for (const Drill& drill : drills) {
    TableSummary& summary = summaries[{drill.endpoint, drill.table_name}];
    const bool passed = drill.result == "PASSED";
    ++(passed ? summary.passed : summary.failed);
    if (passed) {
      summary.longest_restore_seconds =
          std::max(summary.longest_restore_seconds, drill.restore_seconds);
    }
    summary.last = &drill;
  }
  return summaries;
}

std::string compared_text(const Drill& drill) {
  if (drill.compared_with == "PAST_VIEW") return "its past";
  return drill.compared_with == "PRESENT" ? "its present" : "";
}

constexpr std::string_view kWhatItProves =
    "A drill restores a table, by RestoreTableToPointInTime, to a scratch table of its own, "
    "compares the two item by item, and drops "
    "the scratch table. *Compared with its past*: every item of the restored table equals, "
    "attribute by attribute, the item that the "
    "source had at that moment, and none is missing or too many; a single difference fails the "
    "drill. *Compared with its present* "
    "(endpoints that cannot show the past, such as AWS): the items counted as equal were restored "
    "exactly as they are in the source; "
    "differences are items that were written since the moment of the restore, or were not restored "
    "rightly, which this comparison "
    "cannot tell apart. Restore times are from the request until the table is ACTIVE.\n";

}  // namespace

std::string drill_report_markdown(const DrillReport& report) {
  std::string out = fmt::format(
      "# Restore drills\n\nWritten {}{}. {} of {} passed.\n\n", report.written_at,
      report.since ? fmt::format(", of drills since {}", *report.since) : "",
      std::ranges::count(report.drills, "PASSED", &Drill::result), report.drills.size());
  if (report.drills.empty()) return out + "There was no drill: `quondam drill TABLE` makes one.\n";
  out +=
      "## By table\n\n| table | endpoint | passed | failed | last drill | its result | longest "
      "restore |\n| --- | --- | ---: | ---: | --- | --- | ---: |\n";
  for (const auto& [where, summary] : summarize(report.drills)) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {:.1f} s |\n", markdown_text(where.second),
                       markdown_text(where.first), summary.passed, summary.failed,
                       markdown_text(summary.last->started_at), markdown_text(summary.last->result),
                       summary.longest_restore_seconds);
  }
  out +=
      "\n## All drills\n\n| begun | table | restored to | result | items equal | differences | "
      "compared with | restore | comparison | by | remark |\n"
      "| --- | --- | --- | --- | ---: | ---: | --- | ---: | ---: | --- | --- |\n";
  for (const Drill& drill : report.drills) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {:.1f} s | {:.1f} s | {} | {} |\n",
                       markdown_text(drill.started_at), markdown_text(drill.table_name),
                       markdown_text(drill.restore_time), markdown_text(drill.result),
                       drill.items_compared, drill.differences, compared_text(drill),
                       drill.restore_seconds, drill.compare_seconds, markdown_text(drill.caller),
                       markdown_text(drill.message));
  }
  return out + "\n## What a drill proves\n\n" + std::string(kWhatItProves);
}

std::string drill_report_json(const DrillReport& report) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("WrittenAt").string(report.written_at).key("Since");
  if (report.since) {
    json.string(*report.since);
  } else {
    json.null();
  }
  json.key("Tables").begin_array();
  for (const auto& [where, summary] : summarize(report.drills)) {
    json.begin_object().key("Endpoint").string(where.first).key("TableName").string(where.second);
    json.key("Passed").number(summary.passed).key("Failed").number(summary.failed);
    json.key("LastDrill").string(summary.last->started_at);
    json.key("LastResult").string(summary.last->result);
    json.key("LongestRestoreSeconds").number(summary.longest_restore_seconds).end_object();
  }
  json.end_array().key("Drills").begin_array();
  for (const Drill& drill : report.drills) json.raw(to_json(drill));
  json.end_array().end_object();
  return text;
}

}  // namespace quondam::ops
