#include "export/record_reader.h"

namespace quondam::exporting {

namespace {

constexpr std::uint64_t kFormat = 1;

JobStatus status_of(std::string_view name) {
  for (const JobStatus status : {JobStatus::in_progress, JobStatus::completed, JobStatus::failed}) {
    if (name_of(status) == name) return status;
  }
  throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
}

}  // namespace

void append_state(JsonWriter& json, const JobState& state) {
  json.key("format").number(kFormat);
  json.key("id").string(state.id);
  json.key("token").string(state.token);
  json.key("request").string(state.request);
  json.key("began_us").number(state.began_us);
  json.key("ended_us").number(state.ended_us);
  json.key("status").string(name_of(state.status));
  json.key("failure_code").string(state.failure.code);
  json.key("failure_message").string(state.failure.message);
}

JobState read_state(const RecordReader& reader) {
  if (reader.number("format") != kFormat) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  return {.id = reader.string("id"),
          .token = reader.string("token"),
          .request = reader.string("request"),
          .began_us = reader.number("began_us"),
          .ended_us = reader.number("ended_us"),
          .status = status_of(reader.string("status")),
          .failure = {reader.string("failure_code"), reader.string("failure_message")}};
}

}  // namespace quondam::exporting
