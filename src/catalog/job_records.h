// Records of jobs that outlive a restart: exports and imports. Each is a row of the catalog's own,
// without history (docs/formats/catalog.md); what a document says is its owner's business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace quondam::catalog {

struct JobDocument {
  std::string id;
  std::string document;
};

// `kind` is "export" or "import". Durable when it returns; what was there before is replaced.
Result<void> write_job(engine::Engine& engine, std::string_view kind, const JobDocument& job);

// All of a kind, in the order of their ids.
Result<std::vector<JobDocument>> read_jobs(engine::Engine& engine, std::string_view kind);

}  // namespace quondam::catalog
