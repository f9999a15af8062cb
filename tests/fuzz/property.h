// How the fuzzers of this folder say that a property does not hold, and cut their input.
//
// Each fuzzer is one file with LLVMFuzzerTestOneInput; bin/fuzz builds and runs them. Its input is
// bytes from libFuzzer, in a form that its head describes, so that the kept corpus
// (corpus/<fuzzer>/) can be written by hand.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace quondam::fuzz {

// Ends the process, as a sanitizer does, when it does not hold.
inline void require(bool holds, std::string_view property, std::string_view of = {}) {
  if (holds) return;
  std::fprintf(stderr, "PROPERTY: %.*s: %.*s\n", static_cast<int>(property.size()), property.data(),
               static_cast<int>(of.size()), of.data());
  std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The text up to the first `mark`, which is taken away with it; everything when there is none.
inline std::string_view take_until(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return piece;
}

// What random choices follow from: the input itself, so that a run can be repeated.
inline std::uint64_t seed_of(std::string_view bytes) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 1099511628211ULL;
  }
  return hash;
}

}  // namespace quondam::fuzz
