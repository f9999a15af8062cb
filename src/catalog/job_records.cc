#include "catalog/job_records.h"

#include "base/coding.h"
#include "timeline/view.h"
#include "timeline/writer.h"

namespace quondam::catalog {

namespace {

constexpr engine::Partition kJobPartition = 0;

std::string prefix_of(std::string_view kind) {
  return std::string(kind).append("/");
}

}  // namespace

Result<void> write_job(engine::Engine& engine, std::string_view kind, const JobDocument& job) {
  const timeline::RowKey row{kJobPartition, prefix_of(kind) + job.id};
  const auto written = engine.transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine, transaction, {});
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        writer.put(engine::kCatalogSpace, false, row, previous, job.document);
        return {};
      });
  if (!written) return tl::unexpected(written.error());
  return {};
}

Result<std::vector<JobDocument>> read_jobs(engine::Engine& engine, std::string_view kind) {
  const std::string prefix = prefix_of(kind);
  QUONDAM_ASSIGN(const auto rows, timeline::open_rows(engine.snapshot(), engine::kCatalogSpace,
                                                      {prefix, prefix_end(prefix), kJobPartition},
                                                      timeline::Moment::now()));
  std::vector<JobDocument> jobs;
  for (rows->seek_to_first(); rows->valid(); rows->next())
    jobs.push_back(
        {std::string(rows->row_bytes().substr(prefix.size())), std::string(rows->payload())});
  QUONDAM_TRY(rows->status());
  return jobs;
}

}  // namespace quondam::catalog
