// A line of the log for every request, at level debug: a JSON object, in whatever form the log is.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace quondam::server {

// The logger's name; where no such logger is registered, nothing is logged.
inline constexpr char kRequestLog[] = "requests";

// Whether lines are wanted at all.
bool logs_requests();

// {"Operation":"PutItem","Status":200,"Milliseconds":0.81,"Caller":"AKID"}
void log_request(std::string_view operation, int status, std::chrono::steady_clock::duration took,
                 std::string_view caller);

}  // namespace quondam::server
