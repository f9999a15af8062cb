#include "timeline/format.h"

#include "base/coding.h"

namespace quondam::timeline {

Result<void> check_format(engine::Engine& engine) {
  const engine::Key key{engine::kCatalogSpace, 0, "format"};
  QUONDAM_ASSIGN(const auto stored, engine.get(key));
  if (stored) {
    const auto version = Decoder(*stored).u32();
    if (version == kFormatVersion) return {};
    return fail(ErrorCode::corruption,
                "the data directory has format " +
                    (version ? std::to_string(*version) : std::string("unknown")) +
                    ", this program reads format " + std::to_string(kFormatVersion) +
                    ". HINT: start the version of quondam that wrote it");
  }
  const auto committed = engine.transact({.exclusive = {key}, .shared = {}},
                                         [&](engine::Transaction& transaction) -> Result<void> {
                                           std::string value;
                                           append_u32(value, kFormatVersion);
                                           transaction.put(key, std::move(value));
                                           return {};
                                         });
  if (!committed) return tl::unexpected(committed.error());
  return {};
}

}  // namespace quondam::timeline
