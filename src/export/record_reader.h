// Reads the members of a job's record, which is JSON (docs/formats/catalog.md). A missing member or
// one of another type is damage: simdjson throws, and decode() catches.
#pragma once

#include <simdjson.h>

#include "base/json_writer.h"
#include "base/result.h"
#include "export/job_state.h"

namespace quondam::exporting {

class RecordReader {
 public:
  explicit RecordReader(simdjson::dom::element element) : element_(element) {}

  [[nodiscard]] std::string string(std::string_view name) const {
    return std::string(element_[name].get_string().value());
  }
  [[nodiscard]] std::uint64_t number(std::string_view name) const {
    return element_[name].get_uint64().value();
  }
  [[nodiscard]] std::int64_t count(std::string_view name) const {
    return element_[name].get_int64().value();
  }
  [[nodiscard]] bool boolean(std::string_view name) const {
    return element_[name].get_bool().value();
  }
  [[nodiscard]] std::vector<std::string> strings(std::string_view name) const {
    std::vector<std::string> all;
    const simdjson::dom::array array = element_[name].get_array().value();
    for (const simdjson::dom::element element : array)
      all.emplace_back(element.get_string().value());
    return all;
  }

 private:
  simdjson::dom::element element_;
};

// The members of a JobState, and the format, into and out of a record.
void append_state(JsonWriter& json, const JobState& state);
JobState read_state(const RecordReader& reader);

// Answers `read(reader)`; corruption for what is not such a record.
template <typename Record, typename Read>
Result<Record> decode_record(std::string_view document, const Read& read) {
  try {
    simdjson::dom::parser parser;
    return read(RecordReader(parser.parse(document.data(), document.size()).value()));
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorCode::corruption,
                std::string("the record of a job is damaged: ") + error.what());
  }
}

}  // namespace quondam::exporting
