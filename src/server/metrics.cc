#include "server/metrics.h"

#include <fmt/format.h>
#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <spdlog/spdlog.h>

#include <exception>

#include "catalog/restorable_window.h"
#include "operations/operation_table.h"
#include "operations/table_size.h"

namespace quondam::server {

namespace {

constexpr int kFirstServerError = 500;
constexpr int kOk = 200;

// From a tenth of a millisecond, which a read takes, to the minutes of a long scan.
const prometheus::Histogram::BucketBoundaries kRequestBuckets_s{
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30};
const prometheus::Histogram::BucketBoundaries kRestoreBuckets_s{0.01, 0.05, 0.1, 0.25, 0.5, 1,
                                                                2.5,  5,    10,  30,   60,  600};

double seconds(Micros moment) {
  return static_cast<double>(moment) / static_cast<double>(kMicrosPerSecond);
}

// One family of gauges, one gauge a table.
class Family {
 public:
  Family(std::string name, std::string help) {
    family_.name = std::move(name);
    family_.help = std::move(help);
    family_.type = prometheus::MetricType::Gauge;
  }

  void add(double value, std::vector<prometheus::ClientMetric::Label> labels = {}) {
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    family_.metric.push_back(std::move(metric));
  }

  prometheus::MetricFamily take() { return std::move(family_); }

 private:
  prometheus::MetricFamily family_;
};

// Of what cannot be measured now, nothing.
double history_bytes(engine::Engine& engine, timeline::TableId table) {
  return static_cast<double>(operations::history_bytes(engine, table).value_or(0));
}

}  // namespace

// Looks at the database when it is asked: nothing is counted twice, nothing kept up meanwhile.
class Metrics::Tables final : public prometheus::Collectable {
 public:
  explicit Tables(operations::Database& database) : database_(database) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> found = of_tables();
    for (prometheus::MetricFamily& family : of_backups()) found.push_back(std::move(family));
    Family damaged("quondam_damaged_spaces", "Tables and backups whose data was found unreadable.");
    damaged.add(static_cast<double>(database_.engine().damaged().size()));
    found.push_back(damaged.take());
    return found;
  }

 private:
  [[nodiscard]] std::vector<prometheus::MetricFamily> of_tables() const {
    engine::Engine& engine = database_.engine();
    Family items("quondam_table_items", "Items of a table; an estimate for large tables.");
    Family bytes("quondam_table_bytes", "Bytes of a table and its indexes; an estimate likewise.");
    Family history("quondam_table_history_bytes", "About how many bytes its past takes.");
    Family enabled("quondam_table_recovery_enabled", "1: point-in-time recovery is on.");
    Family protection("quondam_table_deletion_protected", "1: deletion protection is on.");
    Family earliest("quondam_table_restorable_from_seconds",
                    "The earliest moment that it can be restored to, since the epoch.");
    Family latest("quondam_table_restorable_to_seconds", "The latest one.");
    const auto safe_time = engine.safe_time();
    for (const catalog::TablePtr& table : database_.catalog().list("", ~std::size_t{0})) {
      const std::vector<prometheus::ClientMetric::Label> label{{"table", table->name}};
      const auto window = safe_time ? catalog::restorable_window(*table, *safe_time) : std::nullopt;
      enabled.add(window ? 1 : 0, label);
      protection.add(table->deletion_protection ? 1 : 0, label);
      if (window) {
        earliest.add(static_cast<double>(window->earliest_seconds()), label);
        latest.add(static_cast<double>(window->latest_seconds()), label);
      }
      history.add(history_bytes(engine, table->id), label);
      if (table->being_restored()) continue;
      const auto sizes = operations::measure(engine, *table, timeline::Moment::now());
      if (!sizes || sizes->empty()) continue;
      double all_bytes = 0;
      for (const auto& [number, size] : *sizes) all_bytes += static_cast<double>(size.bytes);
      items.add(static_cast<double>(sizes->at(item::kTableIndex).items), label);
      bytes.add(all_bytes, label);
    }
    return {items.take(),      bytes.take(),    history.take(), enabled.take(),
            protection.take(), earliest.take(), latest.take()};
  }

  [[nodiscard]] std::vector<prometheus::MetricFamily> of_backups() const {
    engine::Engine& engine = database_.engine();
    Family count("quondam_backups", "Backups by type; SYSTEM: deleted tables that can come back.");
    Family bytes("quondam_backup_bytes",
                 "Bytes of their items; files that a table has too take their place once.");
    Family history("quondam_deleted_table_history_bytes", "The past of deleted tables.");
    struct Sum {
      double count = 0;
      double bytes = 0;
    };
    std::map<std::string, Sum> sums{{"USER", {}}, {"SYSTEM", {}}};
    double past = 0;
    for (const catalog::BackupPtr& backup : database_.catalog().backups()) {
      const bool system = backup->type == catalog::Backup::Type::system;
      Sum& sum = sums[system ? "SYSTEM" : "USER"];
      sum.count += 1;
      if (const auto size = engine.approximate_bytes({backup->space, "", "", std::nullopt}))
        sum.bytes += static_cast<double>(*size);
      if (system) past += history_bytes(engine, backup->space);
    }
    for (const auto& [type, sum] : sums) {
      count.add(sum.count, {{"type", type}});
      bytes.add(sum.bytes, {{"type", type}});
    }
    history.add(past);
    return {count.take(), bytes.take(), history.take()};
  }

  operations::Database& database_;
};

Metrics::Metrics(operations::Database& database)
    : database_(database),
      registry_(std::make_shared<prometheus::Registry>()),
      tables_(std::make_shared<Tables>(database)) {
  auto& seconds_family =
      prometheus::BuildHistogram()
          .Name("quondam_request_seconds")
          .Help("From a request's body to its answer, which a write gets when it is durable.")
          .Register(*registry_);
  auto& count_family = prometheus::BuildCounter()
                           .Name("quondam_requests_total")
                           .Help("Requests answered: done, refused (4xx), failed (5xx).")
                           .Register(*registry_);
  for (const operations::Operation* operation : operations::all_operations()) {
    const std::string name(operation->name);
    const auto counter = [&](const char* result) {
      return &count_family.Add({{"operation", name}, {"result", result}});
    };
    series_[operation] = {&seconds_family.Add({{"operation", name}}, kRequestBuckets_s),
                          counter("done"), counter("refused"), counter("failed")};
  }
  auto& restores = prometheus::BuildHistogram()
                       .Name("quondam_restore_seconds")
                       .Help("Of restores that are done: from their beginning to ACTIVE.")
                       .Register(*registry_)
                       .Add({}, kRestoreBuckets_s);
  auto& failures = prometheus::BuildCounter()
                       .Name("quondam_restore_failures_total")
                       .Help("Restores that ended with an error; the next start tries them again.")
                       .Register(*registry_)
                       .Add({});
  database_.restores().watch([&restores, &failures](bool succeeded, Micros took_us) {
    if (succeeded) {
      restores.Observe(seconds(took_us));
    } else {
      failures.Increment();
    }
  });
}

Metrics::~Metrics() {
  database_.restores().watch({});
}

Result<std::unique_ptr<Metrics>> Metrics::start(operations::Database& database,
                                                const std::string& address) {
  std::unique_ptr<Metrics> metrics(new Metrics(database));
  try {
    metrics->exposer_ = std::make_unique<prometheus::Exposer>(address);
  } catch (const std::exception&) {
    return fail(ErrorCode::io_error,
                fmt::format("cannot serve metrics on {}: expected HOST:PORT, an address and a port "
                            "of this machine that are free",
                            address));
  }
  metrics->exposer_->RegisterCollectable(metrics->registry_);
  metrics->exposer_->RegisterCollectable(metrics->tables_);
  return metrics;
}

void Metrics::answered(const operations::Operation& operation, int status,
                       std::chrono::steady_clock::duration took) {
  const Series& series = series_.at(&operation);
  series.seconds->Observe(std::chrono::duration<double>(took).count());
  prometheus::Counter* counter = status == kOk                 ? series.done
                                 : status >= kFirstServerError ? series.failed
                                                               : series.refused;
  counter->Increment();
}

}  // namespace quondam::server
