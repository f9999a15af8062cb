#include "base/sigv4.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

namespace quondam::sigv4 {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// A client may fold a value with any white space; all of it is one space when signed.
bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

void append_encoded(std::string& out, std::string_view text, bool keep_slash) {
  constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c) || (keep_slash && c == '/')) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      out.push_back('%');
      out.push_back(kUpperHexDigits[byte >> 4U]);
      out.push_back(kUpperHexDigits[byte & 15U]);
    }
  }
}

// Without "." and "..", and without empty segments, which AWS drops too.
std::string normalised(std::string_view path) {
  std::vector<std::string_view> kept;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string out;
  for (const std::string_view segment : kept) out.append("/").append(segment);
  if (out.empty() || path.ends_with('/')) out.push_back('/');
  return out;
}

void append_canonical_path(std::string& out, std::string_view path) {
  if (path.empty() || path == "/") {
    out.push_back('/');
  } else {
    append_encoded(out, normalised(path), true);
  }
}

std::string encoded_again(std::string_view escaped) {
  return percent_encode(percent_decode(escaped));
}

void append_canonical_query(std::string& out, std::string_view query) {
  if (query.empty()) return;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty()) continue;
    const std::string_view name = part.substr(0, part.find('='));
    const std::string_view value = part.substr(std::min(name.size() + 1, part.size()));
    if (name == "X-Amz-Signature") continue;
    parameters.emplace_back(encoded_again(name), encoded_again(value));
  }
  std::ranges::sort(parameters);
  bool first = true;
  for (const auto& [name, value] : parameters) {
    if (!std::exchange(first, false)) out.push_back('&');
    out.append(name).append("=").append(value);
  }
}

void append_trimmed(std::string& out, std::string_view value) {
  bool space_due = false;
  bool begun = false;
  for (const char c : value) {
    if (is_blank(c)) {
      space_due = begun;
      continue;
    }
    if (std::exchange(space_due, false)) out.push_back(' ');
    out.push_back(c);
    begun = true;
  }
}

bool names(std::string_view header, std::string_view lower_case) {
  return std::ranges::equal(header, lower_case, {}, lower);
}

void append_canonical_header(std::string& out, std::span<const Header> headers,
                             std::string_view name) {
  bool found = false;
  for (const Header& header : headers) {
    if (header.name.size() != name.size() || !names(header.name, name)) continue;
    if (!std::exchange(found, true)) {
      out.append(name).push_back(':');
    } else {
      out.push_back(',');
    }
    append_trimmed(out, header.value);
  }
  if (found) out.push_back('\n');
}

// OpenSSL's one-shot functions look their algorithms up by name each time, which takes longer than
// the work: each thread keeps what it has looked up.
class Algorithms {
 public:
  Algorithms() {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name_.data(), name_.size()),
        OSSL_PARAM_construct_end()};
    if (sha256_ == nullptr || digest_ == nullptr || hmac_ == nullptr || mac_ == nullptr ||
        EVP_MAC_CTX_set_params(mac_.get(), parameters) != 1)
      throw std::bad_alloc();
  }

  static Algorithms& of_this_thread() {
    thread_local Algorithms algorithms;
    return algorithms;
  }

  Digest sha256(std::string_view data) {
    Digest out;
    const bool done = EVP_DigestInit_ex2(digest_.get(), sha256_.get(), nullptr) == 1 &&
                      EVP_DigestUpdate(digest_.get(), data.data(), data.size()) == 1 &&
                      EVP_DigestFinal_ex(digest_.get(), out.data(), nullptr) == 1;
    if (!done) throw std::bad_alloc();
    return out;
  }

  Digest hmac(std::string_view key, std::string_view data) {
    Digest out;
    std::size_t size = 0;
    const bool done = EVP_MAC_init(mac_.get(), bytes(key), key.size(), nullptr) == 1 &&
                      EVP_MAC_update(mac_.get(), bytes(data), data.size()) == 1 &&
                      EVP_MAC_final(mac_.get(), out.data(), &size, out.size()) == 1;
    if (!done) throw std::bad_alloc();
    return out;
  }

 private:
  static const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }

  template <auto free>
  struct Free {
    template <typename T>
    void operator()(T* owned) const {
      free(owned);
    }
  };

  std::string name_ = "SHA256";
  std::unique_ptr<EVP_MD, Free<EVP_MD_free>> sha256_{EVP_MD_fetch(nullptr, name_.c_str(), nullptr)};
  std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> digest_{EVP_MD_CTX_new()};
  std::unique_ptr<EVP_MAC, Free<EVP_MAC_free>> hmac_{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  std::unique_ptr<EVP_MAC_CTX, Free<EVP_MAC_CTX_free>> mac_{EVP_MAC_CTX_new(hmac_.get())};
};

Digest hmac(std::string_view key, std::string_view data) {
  return Algorithms::of_this_thread().hmac(key, data);
}

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void append_hex(std::string& out, const Digest& digest) {
  const std::size_t begin = out.size();
  out.resize(begin + 2 * digest.size());
  char* to = out.data() + begin;
  for (const std::uint8_t byte : digest) {
    *to++ = kHexDigits[byte >> 4U];
    *to++ = kHexDigits[byte & 15U];
  }
}

int digit_of_hex(char c) {
  const std::size_t at = kHexDigits.find(lower(c));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

Digest sha256(std::string_view data) {
  return Algorithms::of_this_thread().sha256(data);
}

std::string hex(const Digest& digest) {
  std::string out;
  append_hex(out, digest);
  return out;
}

std::vector<std::string> signed_header_names(std::string_view list) {
  std::vector<std::string> found;
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty()) continue;
    std::string& name = found.emplace_back(part);
    std::ranges::transform(name, name.begin(), lower);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string canonical_request(const Request& request, std::span<const std::string> signed_headers) {
  constexpr std::size_t kUsualBytes = 1024;
  std::string out;
  out.reserve(kUsualBytes);
  out.append(request.method).push_back('\n');
  if (request.path_as_it_stands) {
    out.append(request.path);
  } else {
    append_canonical_path(out, request.path);
  }
  out.push_back('\n');
  append_canonical_query(out, request.query);
  out.push_back('\n');
  for (const std::string& name : signed_headers)
    append_canonical_header(out, request.headers, name);
  out.push_back('\n');
  for (const std::string& name : signed_headers) {
    if (&name != &signed_headers.front()) out.push_back(';');
    out.append(name);
  }
  out.append("\n").append(request.payload_sha256);
  return out;
}

std::string string_to_sign(std::string_view timestamp, const Scope& scope,
                           std::string_view canonical_request) {
  std::string out;
  out.append(kAlgorithm).append("\n").append(timestamp).append("\n");
  out.append(scope.date).append("/").append(scope.region).append("/").append(scope.service);
  out.append("/").append(kTerminator).append("\n");
  append_hex(out, sha256(canonical_request));
  return out;
}

Digest derive_signing_key(std::string_view secret, const Scope& scope) {
  std::string first = "AWS4";
  first.append(secret);
  const Digest of_date = hmac(first, scope.date);
  OPENSSL_cleanse(first.data(), first.size());
  const Digest of_region = hmac(bytes_of(of_date), scope.region);
  const Digest of_service = hmac(bytes_of(of_region), scope.service);
  return hmac(bytes_of(of_service), kTerminator);
}

std::string signature(const Digest& signing_key, std::string_view string_to_sign) {
  return hex(hmac(bytes_of(signing_key), string_to_sign));
}

std::string authorization(std::string_view key_id, std::string_view secret,
                          std::string_view timestamp, std::string_view region,
                          std::string_view service, const Request& request) {
  constexpr std::size_t kDateLength = 8;
  const Scope scope{timestamp.substr(0, kDateLength), region, service};
  std::string list;
  for (const Header& header : request.headers) list.append(header.name).push_back(';');
  const std::vector<std::string> names = signed_header_names(list);
  const std::string made =
      signature(derive_signing_key(secret, scope),
                string_to_sign(timestamp, scope, canonical_request(request, names)));
  return fmt::format("{} Credential={}/{}/{}/{}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                     key_id, scope.date, region, service, kTerminator, fmt::join(names, ";"), made);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string percent_encode(std::string_view text, bool keep_slash) {
  std::string out;
  append_encoded(out, text, keep_slash);
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = digit_of_hex(text[i + 1]);
      const int low = digit_of_hex(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace quondam::sigv4
