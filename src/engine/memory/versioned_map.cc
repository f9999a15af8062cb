#include "engine/memory/versioned_map.h"

#include <algorithm>
#include <cassert>

namespace quondam::engine {

namespace {

const Value kAbsent;

}  // namespace

const Value& VersionedMap::History::at(Sequence sequence) const {
  const auto seen = std::find_if(versions.rbegin(), versions.rend(), [&](const Version& version) {
    return version.sequence <= sequence;
  });
  return seen == versions.rend() ? kAbsent : seen->value;
}

Value VersionedMap::get(const Key& key, Sequence at) const {
  const auto row = rows_.find(key.bytes);
  if (row == rows_.end()) return kAbsent;
  assert(row->second.partition == key.partition && "a key belongs to one partition");
  return row->second.at(at);
}

VersionedMap::Newest VersionedMap::newest(const Key& key) const {
  const auto row = rows_.find(key.bytes);
  if (row == rows_.end()) return {nullptr, forgotten_};
  assert(row->second.partition == key.partition && "a key belongs to one partition");
  const Version& version = row->second.versions.back();
  return {version.value, version.sequence};
}

std::optional<VersionedMap::Row> VersionedMap::first(std::string_view from, bool inclusive,
                                                     Sequence at) const {
  auto row = inclusive ? rows_.lower_bound(from) : rows_.upper_bound(from);
  for (; row != rows_.end(); ++row) {
    if (const Value& value = row->second.at(at))
      return Row{row->first, row->second.partition, value};
  }
  return std::nullopt;
}

std::optional<VersionedMap::Row> VersionedMap::last(std::optional<std::string_view> to,
                                                    bool inclusive, Sequence at) const {
  auto row = !to ? rows_.end() : inclusive ? rows_.upper_bound(*to) : rows_.lower_bound(*to);
  while (row != rows_.begin()) {
    --row;
    if (const Value& value = row->second.at(at))
      return Row{row->first, row->second.partition, value};
  }
  return std::nullopt;
}

void VersionedMap::write(const Key& key, Value value, Sequence sequence, CommitTime time) {
  const auto [row, added] = rows_.try_emplace(key.bytes, History{key.partition, {}});
  auto& versions = row->second.versions;
  assert(row->second.partition == key.partition && "a key belongs to one partition");
  assert((added || versions.back().time < time) && "a key written without a declared key");
  if (!added || !value) superseded_.emplace_back(sequence, key.bytes);
  versions.push_back({sequence, time, std::move(value)});
}

void VersionedMap::collect(Sequence oldest) {
  for (; !superseded_.empty() && superseded_.front().first <= oldest; superseded_.pop_front()) {
    const auto row = rows_.find(superseded_.front().second);
    if (row == rows_.end()) continue;
    auto& versions = row->second.versions;
    while (versions.size() > 1 && versions[1].sequence <= oldest) versions.erase(versions.begin());
    if (versions.size() == 1 && versions[0].sequence <= oldest && !versions[0].value) {
      forgotten_ = std::max(forgotten_, versions[0].sequence);
      rows_.erase(row);
    }
  }
}

void VersionedMap::compact(const DropRule& rule, std::size_t count) {
  auto row = rows_.lower_bound(compacted_to_);
  for (; count > 0 && row != rows_.end(); --count) {
    const Version& newest = row->second.versions.back();
    if (newest.value && rule.droppable(row->first, *newest.value)) {
      forgotten_ = std::max(forgotten_, newest.sequence);
      row = rows_.erase(row);
    } else {
      ++row;
    }
  }
  compacted_to_ = row == rows_.end() ? std::string() : row->first;
}

VersionedMap VersionedMap::copy(Sequence sequence) const {
  VersionedMap copy;
  for (const auto& [key, history] : rows_) {
    const Version& newest = history.versions.back();
    if (!newest.value) continue;
    copy.rows_.emplace_hint(
        copy.rows_.end(), key,
        History{history.partition, {Version{sequence, newest.time, newest.value}}});
  }
  return copy;
}

SpaceSize VersionedMap::size() const {
  SpaceSize size;
  for (const auto& [key, history] : rows_) {
    if (const Value& value = history.versions.back().value) {
      size.bytes += key.size() + value->size();
      ++size.keys;
    }
  }
  return size;
}

}  // namespace quondam::engine
