#include "ops/each_table.h"

#include <fmt/format.h>

#include "ops/command.h"

namespace quondam::ops {

int for_each_table(std::string_view name, const std::vector<std::string>& tables,
                   const std::function<Outcome<void>(const std::string& table)>& run) {
  std::size_t failures = 0;
  int exit_code = kOk;
  for (const std::string& table : tables) {
    const auto done = run(table);
    if (done) continue;
    Failure failure = done.error();
    failure.message = fmt::format("{}: {}", table, failure.message);
    print_failure(name, failure);
    exit_code = failure.exit_code;
    ++failures;
  }
  return failures > 0 && failures < tables.size() ? kPartial : exit_code;
}

}  // namespace quondam::ops
