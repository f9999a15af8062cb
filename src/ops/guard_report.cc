#include "ops/guard_report.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/command_text.h"

namespace quondam::ops {
namespace {

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_changes(JsonWriter& json, const GuardReport& report) {
  json.key("Tables").begin_array();
  for (const TableChanges& changes : report.changes) {
    json.begin_object().key("TableName").string(changes.table);
    json.key("Added").number(changes.counts.added).key("Removed").number(changes.counts.removed);
    json.key("Changed").number(changes.counts.changed).key("Samples").begin_array();
    for (const Difference& sample : changes.samples) json.raw(to_json(sample));
    json.end_array().end_object();
  }
  json.end_array();
}

std::string end_text(const GuardReport& report) {
  return report.end.signal == 0 ? fmt::format("exited with {}", report.end.exit_code)
                                : fmt::format("was ended by signal {}", report.end.signal);
}

std::string changes_text(const TableChanges& changes, const Paint& paint) {
  if (changes.counts.all() == 0) return fmt::format("  {}: nothing changed\n", changes.table);
  std::string text =
      paint(Colour::bold,
            fmt::format("  {}: {} added, {} removed, {} changed", changes.table,
                        changes.counts.added, changes.counts.removed, changes.counts.changed));
  text += '\n';
  for (const Difference& sample : changes.samples)
    text += fmt::format("    {}\n", difference_text(paint, changes.keys, sample));
  if (const auto shown = changes.samples.size(); changes.counts.all() > shown)
    text += fmt::format("    and {}\n", counted(changes.counts.all() - shown, "other"));
  return text;
}

// One thing to paste: the lines of several tables go on after one that left conflicts.
std::string joined(const std::vector<std::string>& commands) {
  std::string text;
  for (std::size_t n = 0; n < commands.size(); ++n)
    text += fmt::format("  {}{}\n", commands[n], n + 1 < commands.size() ? ";" : "");
  return text;
}

std::string undone_text(const Undo& undo) {
  std::string text =
      fmt::format("  {}: undone, {} put back, {} deleted, {} unchanged\n", undo.table,
                  counted(undo.put, "item"), undo.deleted, undo.unchanged);
  if (undo.conflicts > 0) {
    text += fmt::format("    {} changed since by somebody else, and left as they are\n",
                        counted(undo.conflicts, "item was", "items were"));
  }
  return text;
}

}  // namespace

std::string to_json(const GuardReport& report) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_texts(json, "Command", report.command);
  json.key("ExitCode").number(report.end.exit_code).key("Signal");
  if (report.end.signal != 0) {
    json.number(report.end.signal);
  } else {
    json.null();
  }
  json.key("Seconds").number(report.seconds).key("RestorePoint");
  if (report.point.empty()) {
    json.null();
  } else {
    json.string(report.point);
  }
  json.key("From").string(report.span.from_moment).key("To").string(report.span.to_moment);
  write_texts(json, "TableNames", report.tables);
  if (!report.foreign) write_changes(json, report);
  write_texts(json, "Created", report.created);
  json.key("Deleted").begin_array();
  for (const DeletedTable& table : report.deleted) {
    json.begin_object().key("TableName").string(table.name).key("TableId");
    if (table.id.empty()) {
      json.null();
    } else {
      json.string(table.id);
    }
    json.end_object();
  }
  json.end_array();
  write_texts(json, "UndoCommands", report.undo_commands);
  write_texts(json, "DiffCommands", report.diff_commands);
  json.key("Undone").begin_array();
  for (const Undo& undo : report.undone) json.raw(undo.json);
  json.end_array().key("Failures").begin_array();
  for (const Failure& failure : report.failures) json.string(failure.message);
  json.end_array().end_object();
  return text;
}

std::string report_text(const GuardReport& report, const Paint& paint) {
  std::string text = fmt::format("quondam guard: the command {} after {:.1f} s\n", end_text(report),
                                 report.seconds);
  for (const TableChanges& changes : report.changes) text += changes_text(changes, paint);
  for (const std::string& table : report.created) text += fmt::format("  {}: created\n", table);
  for (const DeletedTable& table : report.deleted)
    text += fmt::format("  {}: deleted\n", table.name);
  for (const Undo& undo : report.undone) text += undone_text(undo);
  if (!report.diff_commands.empty()) {
    text +=
        "This endpoint keeps no differences. By a scratch restore, once AWS can restore to the "
        "end of the span (about five minutes), these show what changed:\n";
    text += joined(report.diff_commands);
  }
  if (!report.undo_commands.empty())
    text += fmt::format("To undo it:\n{}", joined(report.undo_commands));
  return text;
}

}  // namespace quondam::ops
