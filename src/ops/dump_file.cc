#include "ops/dump_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/json_writer.h"
#include "ops/durable_file.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kWriteBytes = 1 << 20;

}  // namespace

std::string to_json(const DumpState& state) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("Version").number(1);
  json.key("TableName").string(state.table).key("TableId").string(state.table_id);
  json.key("At").string(state.at).key("Format").string(state.format);
  json.key("FileBytes").number(state.file_bytes).key("Items").number(state.items);
  json.key("Segments").begin_array();
  for (const DumpSegment& segment : state.segments) {
    json.begin_object().key("Done").boolean(segment.done);
    if (!segment.last_key.empty()) json.key("LastEvaluatedKey").raw(segment.last_key);
    json.end_object();
  }
  json.end_array().end_object();
  return text + "\n";
}

Outcome<DumpState> read_dump_state(const std::string& path) {
  QUONDAM_ASSIGN(const auto text, read_if_there(path));
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (!text || parser.parse(*text).get(json) != simdjson::SUCCESS || count_of(json, "Version") != 1)
    return failed(fmt::format("{} is not the state of a dump", path));
  DumpState state;
  state.table = text_of(json, "TableName");
  state.table_id = text_of(json, "TableId");
  state.at = text_of(json, "At");
  state.format = text_of(json, "Format");
  state.file_bytes = count_of(json, "FileBytes");
  state.items = count_of(json, "Items");
  for (const auto segment : array_of(json, "Segments")) {
    const auto key = member_of(segment, "LastEvaluatedKey");
    state.segments.push_back(
        {flag_of(segment, "Done"), key ? std::string(simdjson::minify(*key)) : std::string()});
  }
  if (state.segments.empty()) return failed(fmt::format("{} is not the state of a dump", path));
  return state;
}

std::string dump_state_path(const std::string& path) {
  return path + ".dump-state";
}

DumpFile::DumpFile(std::string path, DumpState state)
    : path_(std::move(path)),
      kept_(path_ != "-"),
      state_(std::move(state)),
      compressor_(make_compressor(kept_ ? compression_of(path_) : Compression::none)) {}

DumpFile::~DumpFile() {
  if (kept_ && descriptor_ >= 0) ::close(descriptor_);
}

Outcome<std::unique_ptr<DumpFile>> DumpFile::open(const std::string& path, DumpState state) {
  std::unique_ptr<DumpFile> file(new DumpFile(path, std::move(state)));
  if (!file->kept_) {
    file->descriptor_ = STDOUT_FILENO;
    return file;
  }
  // The state comes first: a file without one is complete.
  if (!is_there(dump_state_path(path))) QUONDAM_TRY(file->save_state());
  QUONDAM_TRY(file->open_file());
  return file;
}

Outcome<void> DumpFile::open_file() {
  constexpr mode_t kMode = 0666;  // what the umask leaves of it
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode);
  if (descriptor_ < 0) return cannot_write();
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
    return failed(fmt::format("another dump is writing {}", path_));
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return cannot_write();
  if (static_cast<std::uint64_t>(status.st_size) < state_.file_bytes) {
    return failed(fmt::format("{} has {} bytes, and {} says that {} were written", path_,
                              status.st_size, dump_state_path(path_), state_.file_bytes),
                  "Remove both, and begin again.");
  }
  // What came behind the last checkpoint comes again.
  const auto end = static_cast<off_t>(state_.file_bytes);
  if (::ftruncate(descriptor_, end) != 0 || ::lseek(descriptor_, end, SEEK_SET) != end)
    return cannot_write();
  return {};
}

Outcome<void> DumpFile::add(std::size_t segment, std::string_view lines, std::uint64_t items,
                            DumpSegment progress) {
  const std::lock_guard lock(mutex_);
  compressor_->add(lines, unwritten_);
  in_member_ = in_member_ || !lines.empty();
  state_.items += items;
  state_.segments[segment] = std::move(progress);
  return unwritten_.size() >= kWriteBytes || !kept_ ? write_out() : Outcome<void>();
}

Outcome<void> DumpFile::write_out() {
  std::string_view rest = unwritten_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot_write();
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  state_.file_bytes += unwritten_.size();
  unwritten_.clear();
  return {};
}

Outcome<void> DumpFile::sync() {
  if (std::exchange(in_member_, false)) compressor_->end_member(unwritten_);
  QUONDAM_TRY(write_out());
  if (kept_ && ::fsync(descriptor_) != 0) return cannot_write();
  return {};
}

Outcome<void> DumpFile::save_state() {
  return write_durably(dump_state_path(path_), to_json(state_));
}

Outcome<void> DumpFile::checkpoint() {
  const std::lock_guard lock(mutex_);
  QUONDAM_TRY(sync());
  return kept_ ? save_state() : Outcome<void>();
}

Outcome<void> DumpFile::complete() {
  const std::lock_guard lock(mutex_);
  QUONDAM_TRY(sync());
  if (kept_ && ::unlink(dump_state_path(path_).c_str()) != 0) return cannot_write();
  return {};
}

std::uint64_t DumpFile::items() const {
  const std::lock_guard lock(mutex_);
  return state_.items;
}

std::uint64_t DumpFile::file_bytes() const {
  const std::lock_guard lock(mutex_);
  return state_.file_bytes;
}

std::vector<DumpSegment> DumpFile::segments() const {
  const std::lock_guard lock(mutex_);
  return state_.segments;
}

tl::unexpected<Failure> DumpFile::cannot_write() const {
  return failed(fmt::format("cannot write {}: {}", kept_ ? path_ : "standard output",
                            std::generic_category().message(errno)));
}

}  // namespace quondam::ops
