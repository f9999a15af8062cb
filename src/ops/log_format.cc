#include "ops/log_format.h"

#include <fmt/chrono.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>

#include "base/json_writer.h"
#include "server/request_log.h"

namespace quondam::ops {
namespace {

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto since_epoch = message.time.time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
    const std::string_view text(message.payload.data(), message.payload.size());
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    json.key("time").string(fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                                        fmt::gmtime(static_cast<std::time_t>(ms / 1000)),
                                        ms % 1000));
    const auto level = spdlog::level::to_string_view(message.level);
    json.key("level").string({level.data(), level.size()});
    if (std::string_view(message.logger_name.data(), message.logger_name.size()) ==
        server::kRequestLog) {
      // An object already: its members take the message's place.
      line.append(",").append(text.substr(1));
    } else {
      json.key("message").string(text);
      json.end_object();
    }
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

}  // namespace

void set_up_logging(const std::string& format, const std::string& level) {
  auto log = spdlog::stderr_color_mt("quondam");
  if (format == "json") log->set_formatter(std::make_unique<JsonFormatter>());
  log->set_level(spdlog::level::from_str(level));
  auto requests = log->clone(std::string(server::kRequestLog));
  spdlog::register_logger(requests);
  spdlog::set_default_logger(std::move(log));
}

}  // namespace quondam::ops
