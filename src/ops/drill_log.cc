#include "ops/drill_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "base/json_writer.h"
#include "ops/connection_settings.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

double seconds_of(simdjson::dom::element json, std::string_view name) {
  const auto found = member_of(json, name);
  double seconds = 0;
  if (!found || found->get(seconds) != simdjson::SUCCESS) return 0;
  return seconds;
}

std::optional<Drill> parse_drill(simdjson::dom::parser& parser, std::string_view line) {
  simdjson::dom::element json;
  if (parser.parse(line.data(), line.size()).get(json) != simdjson::SUCCESS) return std::nullopt;
  Drill drill;
  drill.endpoint = text_of(json, "Endpoint");
  drill.table_name = text_of(json, "TableName");
  drill.table_arn = text_of(json, "TableArn");
  drill.started_at = text_of(json, "StartedAt");
  drill.restore_time = text_of(json, "RestoreTime");
  drill.result = text_of(json, "Result");
  drill.items_compared = count_of(json, "ItemsCompared");
  drill.differences = count_of(json, "Differences");
  drill.restore_seconds = seconds_of(json, "RestoreSeconds");
  drill.compare_seconds = seconds_of(json, "CompareSeconds");
  drill.caller = text_of(json, "Caller");
  drill.compared_with = text_of(json, "ComparedWith");
  drill.message = text_of(json, "Message");
  if (drill.table_name.empty() || drill.result.empty()) return std::nullopt;
  return drill;
}

tl::unexpected<Failure> cannot(std::string_view what, const std::string& path) {
  return failed(fmt::format("cannot {} the drill log {}: {}", what, path,
                            std::generic_category().message(errno)),
                "QUONDAM_DRILL_LOG names another place for it.");
}

// Closes, and with that gives up its lock.
class OpenLog {
 public:
  explicit OpenLog(const std::string& path)
      : number_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kMode)) {}
  ~OpenLog() {
    if (number_ >= 0) ::close(number_);
  }
  OpenLog(const OpenLog&) = delete;
  OpenLog& operator=(const OpenLog&) = delete;

  [[nodiscard]] int number() const { return number_; }
  bool lock() {
    while (::flock(number_, LOCK_EX) != 0)
      if (errno != EINTR) return false;
    return true;
  }
  // The bytes behind the last end of a line: of a writer that was cut off in the middle.
  [[nodiscard]] std::string unfinished_line() const {
    constexpr off_t kLongestLine = 65536;
    const off_t size = ::lseek(number_, 0, SEEK_END);
    const off_t begin = std::max<off_t>(0, size - kLongestLine);
    std::string tail(static_cast<std::size_t>(std::max<off_t>(0, size - begin)), '\0');
    if (::pread(number_, tail.data(), tail.size(), begin) != static_cast<ssize_t>(tail.size()))
      return {};
    return tail.substr(tail.rfind('\n') + 1);
  }
  bool cut_off(std::size_t bytes) {
    return ::ftruncate(number_, ::lseek(number_, 0, SEEK_END) - static_cast<off_t>(bytes)) == 0;
  }

 private:
  static constexpr mode_t kMode = 0666;  // what the umask leaves of it
  int number_;
};

}  // namespace

std::string to_json(const Drill& drill) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("Endpoint").string(drill.endpoint);
  json.key("TableName").string(drill.table_name).key("TableArn").string(drill.table_arn);
  json.key("StartedAt").string(drill.started_at).key("RestoreTime").string(drill.restore_time);
  json.key("Result").string(drill.result).key("ItemsCompared").number(drill.items_compared);
  json.key("Differences").number(drill.differences);
  json.key("RestoreSeconds").number(drill.restore_seconds);
  json.key("CompareSeconds").number(drill.compare_seconds);
  json.key("Caller").string(drill.caller).key("ComparedWith").string(drill.compared_with);
  json.key("Message").string(drill.message).end_object();
  return text;
}

Outcome<std::string> drill_log_path() {
  const Environment environment = process_environment();
  if (std::string named = environment("QUONDAM_DRILL_LOG"); !named.empty()) return named;
  if (const std::string state = environment("XDG_STATE_HOME"); !state.empty())
    return fmt::format("{}/quondam/drills.ndjson", state);
  if (const std::string home = environment("HOME"); !home.empty())
    return fmt::format("{}/.local/state/quondam/drills.ndjson", home);
  return failed("there is no place for the drill log: HOME is not set",
                "Set QUONDAM_DRILL_LOG to a file.");
}

Outcome<std::vector<Drill>> read_drill_log() {
  QUONDAM_ASSIGN(const std::string path, drill_log_path());
  std::vector<Drill> drills;
  std::ifstream file(path);
  if (!file) {
    if (errno == ENOENT) return drills;
    return cannot("read", path);
  }
  simdjson::dom::parser parser;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    auto drill = parse_drill(parser, line);
    if (drill) {
      drills.push_back(*std::move(drill));
    } else if (!file.eof() && !line.empty()) {
      return failed(fmt::format("line {} of the drill log {} is no drill", number, path),
                    "Mend or remove that line; the others are as they were written.");
    }
  }
  if (file.bad()) return cannot("read", path);
  return drills;
}

Outcome<void> append_drill(const Drill& drill) {
  QUONDAM_ASSIGN(const std::string path, drill_log_path());
  std::error_code unmade;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, unmade);
  OpenLog log(path);
  if (log.number() < 0 || !log.lock()) return cannot("write", path);
  std::string line = to_json(drill) + "\n";
  if (const std::string unfinished = log.unfinished_line(); !unfinished.empty()) {
    simdjson::dom::parser parser;
    if (parse_drill(parser, unfinished)) {
      line.insert(0, "\n");  // only its end is missing
    } else if (!log.cut_off(unfinished.size())) {
      return cannot("write", path);
    }
  }
  if (::write(log.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return cannot("write", path);
  if (::fsync(log.number()) != 0) return cannot("write", path);
  return {};
}

}  // namespace quondam::ops
