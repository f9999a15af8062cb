#include "ops/load_progress.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/durable_file.h"
#include "ops/json_fields.h"

namespace quondam::ops {

std::string to_json(const LoadState& state) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("Version").number(1);
  json.key("TableName").string(state.table).key("Endpoint").string(state.endpoint);
  json.key("Format").string(state.format);
  json.key("Offset").number(state.offset).key("Items").number(state.items).end_object();
  return text + "\n";
}

Outcome<LoadState> read_load_state(const std::string& path) {
  QUONDAM_ASSIGN(const auto text, read_if_there(path));
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (!text || parser.parse(*text).get(json) != simdjson::SUCCESS || count_of(json, "Version") != 1)
    return failed(fmt::format("{} is not the state of a load", path));
  LoadState state;
  state.table = text_of(json, "TableName");
  state.endpoint = text_of(json, "Endpoint");
  state.format = text_of(json, "Format");
  state.offset = count_of(json, "Offset");
  state.items = count_of(json, "Items");
  return state;
}

std::uint64_t LoadProgress::begin(std::uint64_t end_offset) {
  const std::lock_guard lock(mutex_);
  lines_.push_back({end_offset, false, false});
  return first_ + lines_.size() - 1;
}

void LoadProgress::acknowledge(std::uint64_t number, bool written) {
  const std::lock_guard lock(mutex_);
  Line& line = lines_[number - first_];
  line.acknowledged = true;
  line.written = written;
  ++(written ? written_ : passed_over_);
  for (; !lines_.empty() && lines_.front().acknowledged; lines_.pop_front(), ++first_) {
    state_.offset = lines_.front().end_offset;
    if (lines_.front().written) ++state_.items;
  }
}

LoadState LoadProgress::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

std::uint64_t LoadProgress::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

std::uint64_t LoadProgress::passed_over() const {
  const std::lock_guard lock(mutex_);
  return passed_over_;
}

}  // namespace quondam::ops
