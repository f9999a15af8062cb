#include "ops/foreign_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace quondam::ops {

bool has_no_admin_api(const Failure& failure) {
  if (failure.type == "UnknownOperationException" || failure.type == "NotImplementedException")
    return true;
  // Emulators answer what they do not know in ways of their own; 502 to 504 is a proxy's.
  constexpr std::array<std::string_view, 4> kStatuses{"status 400", "status 404", "status 500",
                                                      "status 501"};
  return failure.type.empty() && std::ranges::any_of(kStatuses, [&](std::string_view status) {
           return failure.message.find(status) != std::string::npos;
         });
}

bool is_unknown_operation(const Failure& failure) {
  constexpr std::array<std::string_view, 4> kTypes{"UnknownOperationException", "NotImplemented",
                                                   "NotImplementedException", "InvalidAction"};
  if (failure.type.empty())
    return failure.message.find("status 404") != std::string::npos ||
           failure.message.find("status 501") != std::string::npos;
  return std::ranges::find(kTypes, failure.type) != kTypes.end();
}

Outcome<bool> is_quondam(Client& client) {
  const auto answer = client.read(kQuondam, "ListRestorePoints", "{}");
  if (answer) return true;
  if (has_no_admin_api(answer.error())) return false;
  return tl::unexpected(answer.error());
}

Failure why_no_past(Client& client, std::string_view table, Failure failure) {
  const auto quondam = is_quondam(client);
  if (!quondam || *quondam) return failure;
  return {
      kFailed, "only a Quondam can be read as it was in the past",
      fmt::format("Here: `quondam restore {} --at TIME`, then look at the restored table.", table)};
}

}  // namespace quondam::ops
