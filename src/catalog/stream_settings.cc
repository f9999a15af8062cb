#include "catalog/stream_settings.h"

#include <algorithm>
#include <cassert>

#include "catalog/recovery_settings.h"

namespace quondam::catalog {

namespace {

constexpr Micros kMicrosPerMilli = 1000;

CommitTime before(CommitTime time, Micros by_us) {
  return time > by_us ? time - by_us : 0;
}

bool is_kept(const Stream& stream, Micros now_us) {
  return !stream.disabled_at || now_us < kept_until(stream);
}

}  // namespace

void enable_stream(Table& table, Stream::View view, CommitTime now) {
  assert(!table.stream_is_enabled());
  Micros label_us = now - now % kMicrosPerMilli;
  if (!table.streams.empty())
    label_us = std::max(label_us, table.streams.back().label_us + kMicrosPerMilli);
  table.streams.push_back(
      {.view = view, .label_us = label_us, .enabled_at = now, .disabled_at = std::nullopt});
  record_while_needed(table, now);
}

void disable_stream(Table& table, CommitTime now) {
  assert(table.stream_is_enabled());
  table.streams.back().disabled_at = now;
  record_while_needed(table, now);
}

CommitTime trimmed_until(const Stream& stream, CommitTime now) {
  return std::max(stream.enabled_at, before(now, kStreamRetention_us));
}

bool is_readable(const Stream& stream, CommitTime now) {
  return !stream.disabled_at || now < *stream.disabled_at + kStreamRetention_us;
}

CommitTime kept_since(const Stream& stream, Micros now_us) {
  return std::max(stream.enabled_at, before(now_us, kStreamRetention_us + kStreamGrace_us));
}

CommitTime kept_until(const Stream& disabled) {
  return *disabled.disabled_at + kStreamRetention_us + kStreamGrace_us;
}

bool keeps_streams(const Table& table, Micros now_us) {
  return std::ranges::any_of(table.streams,
                             [&](const Stream& stream) { return is_kept(stream, now_us); });
}

bool forget_streams(Table& table, Micros now_us) {
  if (table.streams.empty()) return false;
  const auto latest = std::prev(table.streams.end());
  const auto gone = std::remove_if(table.streams.begin(), latest,
                                   [&](const Stream& stream) { return !is_kept(stream, now_us); });
  if (gone == latest) return false;
  table.streams.erase(gone, latest);
  return true;
}

}  // namespace quondam::catalog
