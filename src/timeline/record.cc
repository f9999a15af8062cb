#include "timeline/record.h"

#include "base/coding.h"

namespace quondam::timeline {

std::string encode_version(CommitTime written_at, std::string_view payload) {
  std::string out;
  out.reserve(sizeof(CommitTime) + payload.size());
  append_u64(out, written_at);
  out.append(payload);
  return out;
}

Result<Version> decode_version(std::string_view bytes) {
  Decoder decoder(bytes);
  const auto written_at = decoder.u64();
  if (!written_at) return fail(ErrorCode::corruption, "a stored version is shorter than its time");
  return Version{*written_at, std::string(decoder.rest())};
}

engine::Key state_key(TableId table, const RowKey& row) {
  return {table, row.partition, row.bytes};
}

std::string history_prefix(TableId table, std::string_view row_bytes) {
  std::string out;
  out.reserve(row_bytes.size() + 16);
  append_u32(out, table);
  append_escaped(out, row_bytes);
  return out;
}

engine::Key history_key(TableId table, const RowKey& row, CommitTime replaced_at) {
  std::string bytes = history_prefix(table, row.bytes);
  append_u64(bytes, replaced_at);
  return {engine::kHistorySpace, row.partition, std::move(bytes)};
}

engine::Range history_range(TableId table, std::string_view row_bytes_begin,
                            std::string_view row_bytes_end,
                            std::optional<engine::Partition> partition) {
  std::string begin;
  append_u32(begin, table);
  std::string end;
  if (row_bytes_end.empty()) {
    end = prefix_end(begin);
  } else {
    end = history_prefix(table, row_bytes_end);
  }
  return {engine::kHistorySpace, history_prefix(table, row_bytes_begin), std::move(end), partition};
}

std::optional<HistoryKey> decode_history_key(std::string_view bytes) {
  Decoder decoder(bytes);
  const auto table = decoder.u32();
  if (!table) return std::nullopt;
  auto row = decoder.escaped();
  if (!row) return std::nullopt;
  const auto replaced_at = decoder.u64();
  if (!replaced_at || !decoder.done()) return std::nullopt;
  return HistoryKey{*table, *std::move(row), *replaced_at};
}

engine::Key change_key(TableId table, std::uint16_t shard, CommitTime time, std::uint32_t n,
                       engine::Partition partition) {
  std::string bytes;
  bytes.reserve(sizeof(table) + sizeof(shard) + sizeof(time) + sizeof(n));
  append_u32(bytes, table);
  append_u16(bytes, shard);
  append_u64(bytes, time);
  append_u32(bytes, n);
  return {engine::kChangesSpace, partition, std::move(bytes)};
}

engine::Range change_range(TableId table, std::uint16_t shard, CommitTime after) {
  std::string shard_prefix;
  append_u32(shard_prefix, table);
  append_u16(shard_prefix, shard);
  std::string begin = shard_prefix;
  append_u64(begin, after + 1);
  return {engine::kChangesSpace, std::move(begin), prefix_end(shard_prefix), std::nullopt};
}

std::string encode_change(const Change& change) {
  std::string out;
  constexpr std::size_t kAroundStrings = 20;
  out.reserve(change.row.bytes.size() + change.who.caller.size() + change.who.operation.size() +
              kAroundStrings);
  out.push_back(static_cast<char>(change.kind));
  append_u64(out, change.row.partition);
  append_length_prefixed(out, change.row.bytes);
  append_length_prefixed(out, change.who.caller);
  append_length_prefixed(out, change.who.operation);
  return out;
}

Result<Change> decode_change(std::string_view key, std::string_view value) {
  const auto decoded_key = decode_change_key(key);
  Decoder decoder(value);
  const auto kind = decoder.u8();
  const auto partition = decoder.u64();
  const auto row = decoder.length_prefixed();
  const auto caller = decoder.length_prefixed();
  const auto operation = decoder.length_prefixed();
  if (!decoded_key || !kind || *kind < 1 || *kind > 3 || !partition || !row || !caller ||
      !operation || !decoder.done()) {
    return fail(ErrorCode::corruption, "a change record is damaged");
  }
  return Change{.time = decoded_key->time,
                .n = decoded_key->n,
                .kind = static_cast<ChangeKind>(*kind),
                .row = {*partition, std::string(*row)},
                .who = {std::string(*caller), std::string(*operation)}};
}

std::optional<ChangeKey> decode_change_key(std::string_view bytes) {
  Decoder decoder(bytes);
  const auto table = decoder.u32();
  const auto shard = decoder.u16();
  const auto time = decoder.u64();
  const auto n = decoder.u32();
  if (!table || !shard || !time || !n || !decoder.done()) return std::nullopt;
  return ChangeKey{*table, *time, *n};
}

}  // namespace quondam::timeline
