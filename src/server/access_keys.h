// The access keys that the server knows. Never changes: a reload makes new ones.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/credentials_file.h"
#include "base/sigv4.h"

namespace quondam::server {

class AccessKeys {
 public:
  explicit AccessKeys(std::vector<AccessKey> keys);

  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  // Null for an id that nobody has.
  [[nodiscard]] const AccessKey* find(std::string_view id) const;

  // The signing key of `key` for `scope`. `credential` ("id/date/region/service/aws4_request")
  // names both, and is what a key that was remembered is found by.
  [[nodiscard]] sigv4::Digest signing_key(const AccessKey& key, const sigv4::Scope& scope,
                                          std::string_view credential) const;
  // Once a signature was right, and not before: others must not fill the memory.
  void remember(std::string_view credential, const sigv4::Digest& signing_key) const;

 private:
  std::map<std::string, AccessKey, std::less<>> keys_;
  mutable std::shared_mutex mutex_;
  mutable std::map<std::string, sigv4::Digest, std::less<>> signing_keys_;
};

}  // namespace quondam::server
