// What Prometheus is told: requests as they are answered, and at each scrape what the tables keep.
// Served by a listener of its own, because it names tables and asks for no credentials.
#pragma once

#include <prometheus/exposer.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "operations/operation.h"

namespace quondam::server {

class Metrics {
 public:
  // Listens on `address` ("127.0.0.1:9100"; port 0 picks one) when it returns; ErrorCode::io_error.
  // `database` outlives it.
  static Result<std::unique_ptr<Metrics>> start(operations::Database& database,
                                                const std::string& address);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A request was answered, so long after its body was there. Any thread.
  void answered(const operations::Operation& operation, int status,
                std::chrono::steady_clock::duration took);

  [[nodiscard]] int port() const { return exposer_->GetListeningPorts().front(); }

 private:
  // The series of one operation, made before the first request.
  struct Series {
    prometheus::Histogram* seconds = nullptr;
    prometheus::Counter* done = nullptr;     // status 200
    prometheus::Counter* refused = nullptr;  // 4xx
    prometheus::Counter* failed = nullptr;   // 5xx
  };
  class Tables;

  explicit Metrics(operations::Database& database);

  operations::Database& database_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::unordered_map<const operations::Operation*, Series> series_;
  std::shared_ptr<Tables> tables_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace quondam::server
