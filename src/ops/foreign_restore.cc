#include "ops/foreign_restore.h"

#include "base/json_writer.h"
#include "base/moment_text.h"

namespace quondam::ops {

std::string foreign_restore_time(const Moment& at) {
  return at.is_now ? std::string() : moment_text(at.at_us - at.at_us % kMicrosPerSecond);
}

Outcome<Answer> begin_foreign_restore(Client& client, const RestorePair& pair, const Moment& at) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("SourceTableName").string(pair.source);
  json.key("TargetTableName").string(pair.target);
  if (at.is_now) {
    json.key("UseLatestRestorableTime").boolean(true);
  } else {
    json.key("RestoreDateTime").number(at.at_us / kMicrosPerSecond);
  }
  json.end_object();
  return client.write(kDynamoDb, "RestoreTableToPointInTime", body);
}

}  // namespace quondam::ops
