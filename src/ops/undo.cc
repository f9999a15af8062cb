#include "ops/undo.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <thread>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/foreign_endpoint.h"
#include "ops/foreign_revert.h"
#include "ops/interval.h"
#include "ops/json_fields.h"
#include "ops/times.h"
#include "ops/value_text.h"

namespace quondam::ops {
namespace {

// What is asked for, with its moments fixed.
struct Request {
  UndoKind kind;
  Interval interval;  // a rewind has no `from`
  TableKeys keys;
};

std::string_view name_of(UndoKind kind) {
  return kind == UndoKind::rewind ? "RewindTable" : "RevertTable";
}

Outcome<Undo> send(Session& session, const UndoFlags& flags, const Request& request, bool dry) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(flags.table);
  if (request.kind == UndoKind::revert) json.key("From").string(request.interval.from.text());
  if (request.interval.to) json.key("To").string(request.interval.to->text());
  QUONDAM_TRY(write_selection(json, flags.selection, request.keys));
  json.key("Force").boolean(flags.force).key("DryRun").boolean(dry).end_object();
  const std::string_view operation = name_of(request.kind);
  QUONDAM_ASSIGN(const Answer answer, dry ? session.client.read(kQuondam, operation, body)
                                          : session.client.write(kQuondam, operation, body));
  const auto undo = member_of(answer.json(), "Undo");
  if (!undo) return failed(fmt::format("the server's answer to {} has no Undo", operation));
  return read_undo(*undo);
}

Outcome<Request> resolve(Session& session, UndoKind kind, const UndoFlags& flags) {
  Request request{kind, {}, {}};
  if (kind == UndoKind::revert) {
    QUONDAM_ASSIGN(request.interval,
                   resolve_interval(session.client, flags.from, flags.to, session.began_us));
  } else {
    QUONDAM_ASSIGN(request.interval.to, resolve_moment(session.client, flags.to, session.began_us));
  }
  QUONDAM_ASSIGN(request.keys, read_table_keys(session.client, flags.table));
  return request;
}

void print_samples(const Session& session, const Undo& undo, const std::vector<std::string>& keys,
                   std::string_view action, std::string_view word, Colour colour) {
  std::uint64_t of_action = 0;
  for (const Undo::Sample& sample : undo.samples) {
    if (sample.action != action) continue;
    ++of_action;
    print(session.paint(colour, fmt::format("  {:<9}{}{}\n", word, item_text(sample.key, keys),
                                            sample.expired ? " (expired)" : "")));
  }
  const std::uint64_t all = action == "PUT"      ? undo.put
                            : action == "DELETE" ? undo.deleted
                                                 : undo.conflicts;
  if (of_action > 0 && all > of_action)
    print(fmt::format("  {:<9}and {}\n", "", counted(all - of_action, "other")));
}

void print_expired(const Undo& undo, std::string_view when) {
  if (undo.expired == 0) return;
  print(fmt::format("  {} expired by time to live, and {} deleted again\n",
                    counted(undo.expired, "of these has", "of these have"), when));
}

void print_plan(const Session& session, const UndoFlags& flags, const Request& request,
                const Undo& undo) {
  const std::string what =
      request.kind == UndoKind::rewind
          ? fmt::format("{}, as it was at {}", flags.table, request.interval.to->shown())
          : fmt::format("{}, without what was changed {}", flags.table, request.interval.shown());
  print(session.paint(Colour::bold, what) + "\n");
  print(fmt::format("  {} would get an earlier image, {} would be deleted, {} would not change\n",
                    counted(undo.put, "item"), undo.deleted, undo.unchanged));
  print_expired(undo, "would be");
  if (undo.conflicts > 0) {
    print(fmt::format(
        "  {} changed since: {}\n", counted(undo.conflicts, "item was", "items were"),
        flags.force ? "undone too (--force)" : "left as they are (--force undoes them too)"));
  }
  const std::vector<std::string> keys = names_of(request.keys);
  print_samples(session, undo, keys, "PUT", "put", Colour::green);
  print_samples(session, undo, keys, "DELETE", "delete", Colour::red);
  print_samples(session, undo, keys, "CONFLICT", "conflict", Colour::yellow);
}

// The server did not take the request. One that is no Quondam has none to take: a revert goes
// another way there.
Outcome<int> elsewhere(Session& session, UndoKind kind, const UndoFlags& flags,
                       const Request& request, const Failure& failure) {
  if (!has_no_admin_api(failure)) return tl::unexpected(failure);
  if (kind == UndoKind::revert)
    return run_foreign_revert(session, flags, request.interval, request.keys);
  return wrong_usage("this endpoint is no Quondam: it cannot rewind",
                     fmt::format("`quondam revert {} --from {}` makes items what they were then, "
                                 "by a scratch restore.",
                                 flags.table, request.interval.to->text()));
}

// Nothing was said that means "do it".
Outcome<void> need_a_yes(const UndoFlags& flags) {
  if (flags.yes || flags.dry_run || (can_ask() && !flags.common.json)) return {};
  return wrong_usage("this changes the table, and there is nobody to ask",
                     "Look at it with --dry-run, then do it with --yes.");
}

}  // namespace

Outcome<Undo> read_undo(simdjson::dom::element json) {
  Undo undo;
  undo.id = text_of(json, "UndoId");
  undo.table = text_of(json, "TableName");
  undo.operation = text_of(json, "Operation");
  undo.from = text_of(json, "From");
  undo.to = text_of(json, "To");
  undo.status = text_of(json, "Status");
  undo.message = text_of(json, "Message");
  undo.began = text_of(json, "Began");
  undo.ended = text_of(json, "Ended");
  undo.put = count_of(json, "PutCount");
  undo.deleted = count_of(json, "DeleteCount");
  undo.unchanged = count_of(json, "UnchangedCount");
  undo.conflicts = count_of(json, "ConflictCount");
  undo.expired = count_of(json, "ExpiredCount");
  for (const auto sample : array_of(json, "Samples")) {
    Undo::Sample read{.action = std::string(text_of(sample, "Action")),
                      .key = {},
                      .expired = member_of(sample, "Expired").has_value()};
    if (const auto key = member_of(sample, "Key")) {
      QUONDAM_ASSIGN(read.key, item::item_from_json(*key));
    }
    undo.samples.push_back(std::move(read));
  }
  undo.json = simdjson::minify(json);
  return undo;
}

void add_undo_flags(CLI::App& command, UndoFlags& flags) {
  command.add_flag("--dry-run", flags.dry_run, "Count what would be written, and write nothing");
  command.add_flag("--force", flags.force, "Undo also what somebody has changed since");
  command.add_flag("--yes", flags.yes, "Do it without a question");
}

Outcome<Undo> wait_for_undo(Session& session, Undo undo, std::uint64_t expected_items) {
  Progress progress;
  constexpr std::chrono::milliseconds kLongestPause{500};
  std::chrono::milliseconds pause{20};
  while (undo.status == "RUNNING") {
    progress.show(fmt::format("{} of {} ({}): {} put, {} deleted", undo.operation, undo.table,
                              undo.id, undo.put, undo.deleted),
                  undo.looked_at(), expected_items);
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("UndoId").string(undo.id).end_object();
    auto answer = session.client.read(kQuondam, "DescribeUndo", body);
    if (!answer) {
      Failure failure = std::move(answer).error();
      failure.what_next = fmt::format(
          "The undo goes on in the server, also after a restart: `quondam undos show {}`.",
          undo.id);
      return tl::unexpected<Failure>(std::move(failure));
    }
    const auto described = member_of(answer->json(), "Undo");
    if (!described) return failed("the server's answer to DescribeUndo has no Undo");
    QUONDAM_ASSIGN(undo, read_undo(*described));
  }
  return undo;
}

Outcome<int> print_end_of_undo(Session& session, const Undo& undo, bool forced) {
  if (session.json) print(undo.json + "\n");
  if (undo.status == "FAILED") {
    return failed(fmt::format("{} of {} failed after {}: {}", undo.operation, undo.table,
                              counted(undo.put + undo.deleted, "item"), undo.message),
                  "What is written stays written. Saying the same again does the rest.");
  }
  const bool cancelled = undo.status == "CANCELLED";
  const bool left = undo.conflicts > 0 && !forced;
  if (!session.json) {
    print(fmt::format("{}: {} put back, {} deleted, {} unchanged{}\n", undo.table,
                      counted(undo.put, "item"), undo.deleted, undo.unchanged,
                      cancelled ? ", then cancelled" : ""));
    print_expired(undo, "will be");
    if (left) {
      print(fmt::format("{} changed since, and left as they are; --force undoes them too\n",
                        counted(undo.conflicts, "item was", "items were")));
      print_samples(session, undo, {}, "CONFLICT", "conflict", Colour::yellow);
    }
    if (undo.put + undo.deleted > 0) {
      print(session.paint(
          Colour::dim,
          fmt::format("What it was before: quondam diff {} --from {}\n", undo.table, undo.began)));
    }
  }
  return cancelled || left ? kPartial : kOk;
}

Outcome<int> run_undo(UndoKind kind, const UndoFlags& flags) {
  QUONDAM_TRY(check_selection(flags.selection));
  QUONDAM_TRY(need_a_yes(flags));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(Request request, resolve(*session, kind, flags));
  std::uint64_t expected = 0;
  if (flags.dry_run || !flags.yes) {
    const auto planned = send(*session, flags, request, true);
    if (!planned) return elsewhere(*session, kind, flags, request, planned.error());
    const Undo& plan = *planned;
    if (session->json) {
      print(plan.json + "\n");
    } else {
      print_plan(*session, flags, request, plan);
    }
    if (flags.dry_run) return kOk;
    if (plan.put + plan.deleted + (flags.force ? plan.conflicts : 0) == 0) {
      print("There is nothing to write.\n");
      return plan.conflicts > 0 ? kPartial : kOk;
    }
    if (!confirm(fmt::format("{} {}?", kind == UndoKind::rewind ? "Rewind" : "Revert in",
                             flags.table))) {
      return failed("nothing was done");
    }
    // What was agreed to ends where the dry run ended, not at a later present.
    if (!request.interval.to && !plan.to.empty()) {
      QUONDAM_ASSIGN(request.interval.to,
                     resolve_moment(session->client, plan.to, session->began_us));
    }
    expected = plan.looked_at();
  }
  auto sent = send(*session, flags, request, false);
  if (!sent) return elsewhere(*session, kind, flags, request, sent.error());
  QUONDAM_ASSIGN(const Undo undo, wait_for_undo(*session, *std::move(sent), expected));
  return print_end_of_undo(*session, undo, flags.force);
}

}  // namespace quondam::ops
