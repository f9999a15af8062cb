#include "catalog/client_token.h"

#include <xxhash.h>

#include "base/coding.h"
#include "catalog/records.h"
#include "timeline/view.h"

namespace quondam::catalog {

namespace {

constexpr std::string_view kTokens = "client-token";
constexpr std::size_t kErasedPerCommit = 500;

std::string digest(std::string_view request) {
  const XXH128_hash_t hash = XXH3_128bits(request.data(), request.size());
  std::string out;
  append_u64(out, hash.high64);
  append_u64(out, hash.low64);
  return out;
}

bool has_run_out(timeline::CommitTime written_at, timeline::CommitTime now) {
  return written_at + kTokenLives_us <= now;
}

}  // namespace

timeline::RowKey token_row(std::string_view token) {
  return record_row(kTokens, token);
}

Result<TokenUse> use_token(timeline::Writer& writer, std::string_view token,
                           std::string_view request) {
  const timeline::RowKey row = token_row(token);
  const std::string wanted = digest(request);
  QUONDAM_ASSIGN(const auto known, writer.read(engine::kCatalogSpace, row));
  if (known && !has_run_out(known->written_at, writer.time()))
    return known->payload == wanted ? TokenUse::same_request : TokenUse::other_request;
  writer.put(engine::kCatalogSpace, false, row, known, wanted);
  return TokenUse::fresh;
}

Result<void> erase_old_tokens(engine::Engine& engine, timeline::CommitTime now) {
  const timeline::RowKey first = record_row(kTokens, "");
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(engine.snapshot(), engine::kCatalogSpace,
                                     {first.bytes, prefix_end(first.bytes), first.partition},
                                     timeline::Moment::now()));
  std::vector<engine::Key> old;
  const auto erase = [&]() -> Result<void> {
    const auto erased = engine.transact(
        {.exclusive = old, .shared = {}, .disk_use = engine::DiskUse::frees},
        [&](engine::Transaction& transaction) -> Result<void> {
          for (const engine::Key& key : old) {
            // Used again meanwhile: then it is not old.
            QUONDAM_ASSIGN(const auto bytes, transaction.get(key));
            if (!bytes) continue;
            QUONDAM_ASSIGN(const timeline::Version version, timeline::decode_version(*bytes));
            if (has_run_out(version.written_at, now)) transaction.erase(key);
          }
          return {};
        });
    old.clear();
    if (!erased) return tl::unexpected(erased.error());
    return {};
  };
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!has_run_out(rows->written_at(), now)) continue;
    old.push_back({engine::kCatalogSpace, first.partition, std::string(rows->row_bytes())});
    if (old.size() == kErasedPerCommit) QUONDAM_TRY(erase());
  }
  QUONDAM_TRY(rows->status());
  if (!old.empty()) QUONDAM_TRY(erase());
  return {};
}

}  // namespace quondam::catalog
