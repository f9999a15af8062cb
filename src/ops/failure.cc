#include "ops/failure.h"

#include <fmt/format.h>

namespace quondam::ops {
namespace {

struct Advice {
  std::string_view type;
  std::string_view says;  // a part of the message; empty: whatever it says
  std::string_view what_next;
};

// What helps most people who get the error.
constexpr std::string_view kWindows = "`quondam tables` shows how far back each table can be read.";
constexpr Advice kAdvice[] = {
    {"ValidationException", "recovery is not enabled",
     "`quondam enable TABLE` turns point-in-time recovery on, from now on."},
    {"ValidationException", "window", kWindows},
    {"ValidationException", "created later", kWindows},
    {"ValidationException", "in the future", kWindows},
    {"ResourceNotFoundException", "Undo", "`quondam undos list TABLE` lists a table's."},
    {"ResourceNotFoundException", "estore point",
     "`quondam points` lists the restore points that are there."},
    {"ResourceNotFoundException", "deleted table",
     "`quondam tables --deleted` lists those that were deleted."},
    {"ResourceNotFoundException", "", "`quondam tables` lists the tables that are there."},
    {"TableNotFoundException", "", "`quondam tables` lists the tables that are there."},
    {"SourceTableNotFoundException", "", "`quondam tables` lists the tables that are there."},
    {"BackupNotFoundException", "", "`quondam backup list` lists the backups that are there."},
    {"PointInTimeRecoveryUnavailableException", "",
     "`quondam enable TABLE` turns point-in-time recovery on, from now on."},
    {"InvalidRestoreTimeException", "",
     "`quondam tables` shows from when to when each table goes."},
    {"TableAlreadyExistsException", "", "Name another target: SOURCE=TARGET, or --suffix."},
    {"UnrecognizedClientException", "",
     "Use an access key of the server's --credentials file: AWS_ACCESS_KEY_ID and "
     "AWS_SECRET_ACCESS_KEY, or --profile."},
    {"InvalidSignatureException", "",
     "See that AWS_SECRET_ACCESS_KEY, or the profile, belongs to the access key, and that this "
     "machine's clock is right."},
    {"MissingAuthenticationTokenException", "", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."},
    {"AccessDeniedException", "", "Use an access key that may do this: --profile names one."},
    {"LimitExceededException", "", "Try again when what is under way has ended."},
};

}  // namespace

Failure refusal(std::string_view type, std::string_view message) {
  const std::string_view name =
      type.substr(type.find('#') == std::string_view::npos ? 0 : type.find('#') + 1);
  Failure failure(kFailed,
                  message.empty() ? std::string(name) : fmt::format("{}: {}", name, message));
  failure.type = name;
  for (const Advice& advice : kAdvice) {
    if (advice.type != name || message.find(advice.says) == std::string_view::npos) continue;
    failure.what_next = advice.what_next;
    break;
  }
  return failure;
}

}  // namespace quondam::ops
