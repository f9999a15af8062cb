// libcurl's objects, freed by themselves, and an answer that is kept up to a size.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace quondam::ops {

struct FreeCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;

struct FreeCurlList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

inline void append(CurlList& list, const char* text) {
  list.reset(curl_slist_append(list.release(), text));
}

// CURLOPT_WRITEFUNCTION for a std::string: a transfer that grows beyond `most_bytes` fails.
template <std::size_t most_bytes>
std::size_t keep_body(char* data, std::size_t /*always 1*/, std::size_t size, void* into) {
  auto& out = *static_cast<std::string*>(into);
  if (out.size() + size > most_bytes) return 0;
  out.append(data, size);
  return size;
}

}  // namespace quondam::ops
