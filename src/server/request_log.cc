#include "server/request_log.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/json_writer.h"

namespace quondam::server {

bool logs_requests() {
  return spdlog::should_log(spdlog::level::debug);
}

void log_request(std::string_view operation, int status, std::chrono::steady_clock::duration took,
                 std::string_view caller) {
  const auto log = spdlog::get(kRequestLog);
  if (!log) return;
  std::string line =
      fmt::format(R"({{"Operation":"{}","Status":{},"Milliseconds":{:.2f},"Caller":)", operation,
                  status, std::chrono::duration<double, std::milli>(took).count());
  append_json_string(line, caller);
  line += '}';
  log->debug(line);
}

}  // namespace quondam::server
