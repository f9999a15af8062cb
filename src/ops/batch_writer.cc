#include "ops/batch_writer.h"

#include <fmt/format.h>

#include <map>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/json_fields.h"
#include "ops/patient_calls.h"

namespace quondam::ops {
namespace {

std::string request_of(std::string_view table, const std::vector<const LoadLine*>& lines) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("RequestItems").begin_object().key(table).begin_array();
  for (const LoadLine* line : lines) {
    json.begin_object().key("PutRequest").begin_object();
    json.key("Item").raw(line->item).end_object().end_object();
  }
  json.end_array().end_object().end_object();
  return body;
}

// What came back, as the lines that it is of. An endpoint may write an item otherwise than it was
// sent, so its values are compared, not its text.
Outcome<std::vector<const LoadLine*>> unprocessed(const Answer& answer, std::string_view table,
                                                  const std::vector<const LoadLine*>& sent) {
  std::vector<const LoadLine*> left;
  const auto items = member_of(answer.json(), "UnprocessedItems");
  if (!items) return left;
  for (const auto request : array_of(*items, table)) {
    const auto put = member_of(request, "PutRequest");
    const auto came = put ? member_of(*put, "Item") : std::nullopt;
    if (!came) return failed("BatchWriteItem answered something that was not asked for");
    QUONDAM_ASSIGN(const item::Item item, item::item_from_json(*came));
    const std::string text = item::to_json(item);
    for (const LoadLine* line : sent)
      if (line->item == text) left.push_back(line);
  }
  return left;
}

bool is_about_an_item(const Failure& failure) {
  return failure.type == "ValidationException" ||
         failure.type == "ItemCollectionSizeLimitExceededException";
}

class Writing {
 public:
  Writing(Client& client, std::string_view table, const std::atomic<bool>& ending,
          const std::function<Outcome<void>(const LoadLine&, const Failure*)>& tell)
      : client_(client), table_(table), ending_(ending), tell_(tell) {}

  Outcome<void> write(std::vector<const LoadLine*> lines) {
    Backoff backoff(ending_);
    while (!lines.empty()) {
      const auto answer =
          call_patiently(client_, "BatchWriteItem", request_of(table_, lines), ending_);
      if (!answer && is_about_an_item(answer.error())) return refused(lines, answer.error());
      if (!answer && ending_) return {};
      if (!answer) return tl::unexpected(answer.error());
      QUONDAM_ASSIGN(std::vector<const LoadLine*> left, unprocessed(*answer, table_, lines));
      for (const LoadLine* line : lines)
        if (std::ranges::find(left, line) == left.end()) QUONDAM_TRY(tell_(*line, nullptr));
      if (left.size() < lines.size()) backoff.succeeded();
      lines = std::move(left);
      if (lines.empty() || backoff.wait()) continue;
      if (ending_) return {};
      return failed(fmt::format("{} takes no more items: all came back unprocessed", table_),
                    "Its capacity is used up: give it more, or go on later with --resume.");
    }
    return {};
  }

 private:
  // One of them is the reason.
  Outcome<void> refused(const std::vector<const LoadLine*>& lines, const Failure& why) {
    if (lines.size() == 1) return tell_(*lines.front(), &why);
    for (const LoadLine* line : lines) {
      if (ending_) return {};
      QUONDAM_TRY(write({line}));
    }
    return {};
  }

  Client& client_;
  std::string_view table_;
  const std::atomic<bool>& ending_;
  const std::function<Outcome<void>(const LoadLine&, const Failure*)>& tell_;
};

}  // namespace

Outcome<void> write_batch(Client& client, std::string_view table, std::vector<LoadLine> batch,
                          const std::atomic<bool>& ending, const LineOutcome& tell) {
  std::map<std::string_view, const LoadLine*> last;
  for (const LoadLine& line : batch) last[line.key] = &line;
  std::vector<const LoadLine*> lines;
  for (const LoadLine& line : batch)
    if (last[line.key] == &line) lines.push_back(&line);
  const std::function<Outcome<void>(const LoadLine&, const Failure*)> tell_all =
      [&](const LoadLine& sent, const Failure* why) -> Outcome<void> {
    // Those before it with its key were never sent, and need not be.
    for (const LoadLine& line : batch) {
      if (line.key != sent.key) continue;
      QUONDAM_TRY(tell(line, &line == &sent ? why : nullptr));
    }
    return {};
  };
  return Writing(client, table, ending, tell_all).write(std::move(lines));
}

}  // namespace quondam::ops
