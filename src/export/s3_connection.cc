#include "export/s3_connection.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <pugixml.hpp>
#include <thread>

#include "base/clock.h"
#include "base/sigv4.h"

namespace quondam::exporting {

namespace {

constexpr long kConnectSeconds = 10;
// A transfer that is slower than a kilobyte a second for so long is dead.
constexpr long kLeastBytesPerSecond = 1024;
constexpr long kSlowSeconds = 60;
constexpr std::size_t kMostAnswerBytes = std::size_t{64} << 20;
constexpr std::chrono::milliseconds kFirstPause{200};
constexpr long kTooManyRequests = 429;
constexpr long kFirstServerError = 500;
constexpr long kNotFound = 404;
// SHA-256 of nothing.
constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_body(char* data, std::size_t /*always 1*/, std::size_t size, void* into) {
  auto& out = *static_cast<std::string*>(into);
  if (out.size() + size > kMostAnswerBytes) return 0;
  out.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t /*always 1*/, std::size_t size, void* into) {
  constexpr std::string_view kName = "etag:";
  std::string_view line(data, size);
  if (line.size() < kName.size() || !curl_strnequal(line.data(), kName.data(), kName.size()))
    return size;
  line.remove_prefix(kName.size());
  const std::size_t begin = line.find_first_not_of(' ');
  const std::size_t end = line.find_last_not_of("\r\n ");
  if (begin <= end && end != std::string_view::npos)
    *static_cast<std::string*>(into) = line.substr(begin, end - begin + 1);
  return size;
}

// What a PUT is reading from, and how far it is.
struct Upload {
  const S3Request& request;
  std::uint64_t offset = 0;
};

std::size_t give_body(char* buffer, std::size_t /*always 1*/, std::size_t size, void* from) {
  auto& upload = *static_cast<Upload*>(from);
  const std::size_t given = upload.request.body(upload.offset, buffer, size);
  upload.offset += given;
  return given;
}

// libcurl goes back to the beginning when a connection that it had kept turns out to be closed.
int rewind_body(void* from, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Upload*>(from)->offset = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

}  // namespace

tl::unexpected<Error> s3_error(std::string_view doing, const S3Answer& answer) {
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  const pugi::xml_node error = document.child("Error");
  return fail(answer.status == kNotFound ? ErrorCode::not_found : ErrorCode::io_error,
              fmt::format("{}: {} (Service: Amazon S3; Status Code: {}; Error Code: {})", doing,
                          error ? error.child_value("Message") : "S3 refused it", answer.status,
                          error ? error.child_value("Code") : "none"));
}

struct S3Connection::Transfer {
  Transfer() : curl(curl_easy_init()) {}
  ~Transfer() { curl_easy_cleanup(curl); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* curl;
};

S3Connection::S3Connection(const S3Settings& settings)
    : settings_(settings), transfer_(std::make_unique<Transfer>()) {}

S3Connection::~S3Connection() = default;

Result<S3Answer> S3Connection::send(const S3Request& request) {
  std::string path = "/" + sigv4::percent_encode(request.bucket);
  if (!request.key.empty()) path += "/" + sigv4::percent_encode(request.key, /*keep_slash=*/true);
  std::string query;
  for (const auto& [name, value] : request.query) {
    if (!query.empty()) query += "&";
    query += sigv4::percent_encode(name) + "=" + sigv4::percent_encode(value);
  }
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 2) {
    auto answer = send_once(request, path, query);
    const bool again =
        !answer || answer->status >= kFirstServerError || answer->status == kTooManyRequests;
    if (!again) return answer;
    if (attempt == kAttempts)
      return answer ? s3_error(fmt::format("{} {}", request.method, path), *answer) : answer;
    std::this_thread::sleep_for(pause);
  }
}

Result<S3Answer> S3Connection::send_once(const S3Request& request, const std::string& path,
                                         const std::string& query) {
  const std::string timestamp = sigv4::format_timestamp(SystemClock().wall_us());
  const std::string authority = settings_.endpoint.substr(settings_.endpoint.find("://") + 3);
  const std::string_view sha256 = request.body ? request.body_sha256 : kEmptySha256;
  std::vector<sigv4::Header> headers{
      {"host", authority}, {"x-amz-content-sha256", sha256}, {"x-amz-date", timestamp}};
  if (!settings_.key.session_token.empty())
    headers.push_back({"x-amz-security-token", settings_.key.session_token});
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  const std::string authorization = sigv4::authorization(
      settings_.key.id, settings_.key.secret, timestamp, settings_.region, "s3",
      {request.method, path, query, headers, sha256, /*path_as_it_stands=*/true});
  headers.push_back({"authorization", authorization});
  // Nothing: the library would wait for a "100 Continue" before a large body.
  headers.push_back({"expect", ""});

  std::unique_ptr<curl_slist, FreeList> list;
  for (const auto& [name, value] : headers)
    list.reset(curl_slist_append(
        list.release(), fmt::format("{}:{}{}", name, value.empty() ? "" : " ", value).c_str()));
  S3Answer answer;
  Upload upload{request};
  const std::string url = settings_.endpoint + path + (query.empty() ? "" : "?" + query);
  CURL* curl = transfer_->curl;
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl, option, value); };
  curl_easy_reset(curl);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_HTTPHEADER, list.get());
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&answer.etag));
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_LOW_SPEED_LIMIT, kLeastBytesPerSecond);
  set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  const std::string method(request.method);
  if (request.body) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body_bytes));
    set(CURLOPT_READFUNCTION, give_body);
    set(CURLOPT_READDATA, static_cast<void*>(&upload));
    set(CURLOPT_SEEKFUNCTION, rewind_body);
    set(CURLOPT_SEEKDATA, static_cast<void*>(&upload));
  } else if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (method != "GET") {
    set(CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK)
    return fail(ErrorCode::io_error,
                fmt::format("{} cannot be reached for {} {}: {}", settings_.endpoint, method, path,
                            curl_easy_strerror(code)));
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace quondam::exporting
