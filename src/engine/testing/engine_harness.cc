#include "engine/testing/engine_harness.h"

namespace quondam::engine::testing {

std::vector<EngineKind> all_engines() {
  return {memory_engine(), sharded_engine(), rocksdb_engine()};
}

}  // namespace quondam::engine::testing
