// Deletes items whose time to live has passed (developer guide, "Using time to live"): the TTL
// attribute is a Number of seconds since the epoch, in the past, and not more than five years ago.
// A pass walks each table that has TTL enabled; each deletion is a transaction that reads the item
// again. Deletions are made by the service's principal and are history like any other. Nothing is
// deleted while the clock is not trusted.
#pragma once

#include "base/background_worker.h"
#include "catalog/catalog.h"
#include "timeline/trusted_time.h"

namespace quondam::ttl {

// Who a TTL deletion is made by, in change records and stream records.
inline constexpr std::string_view kServicePrincipal = "dynamodb.amazonaws.com";

class Sweeper {
 public:
  Sweeper(catalog::Catalog& catalog, timeline::TrustedTime& time);
  ~Sweeper();

  // One pass over every table; answers the number of items deleted.
  Result<std::uint64_t> sweep();

  // Sweeps in the background until destruction: about once a second while passes are cheap, and
  // never more than a twentieth of the time.
  void start();

 private:
  Result<std::uint64_t> sweep_table(const catalog::TablePtr& table, Micros now_us);
  BackgroundWorker::Pause round();

  catalog::Catalog& catalog_;
  timeline::TrustedTime& time_;
  std::string last_error_;  // said once, not at every pass
  BackgroundWorker worker_;
};

}  // namespace quondam::ttl
