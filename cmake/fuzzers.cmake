# The fuzzers of tests/fuzz (bin/fuzz; the preset `fuzz`): clang's libFuzzer with the address and undefined-behaviour sanitizers.
# What they look at is compiled for them from its sources, with what it stands on and nothing else: linking the layers would
# build the engine, and RocksDB has no part in this.
file(GLOB fuzzed_sources CONFIGURE_DEPENDS
  src/item/*.cc src/item/testing/*.cc src/expressions/*.cc src/expressions/partiql/*.cc)
list(FILTER fuzzed_sources EXCLUDE REGEX "_test\\.cc$")
list(APPEND fuzzed_sources
  src/base/coding.cc src/base/json_writer.cc src/base/sigv4.cc src/base/sigv4_time.cc src/base/text.cc
  src/operations/api_error.cc
  src/server/access_policy.cc src/server/content_coding.cc src/server/http_message.cc src/server/request_reader.cc
  src/server/signature.cc)

set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
add_library(quondam_fuzzed STATIC EXCLUDE_FROM_ALL ${fuzzed_sources})
target_include_directories(quondam_fuzzed PUBLIC ${CMAKE_SOURCE_DIR}/src)
target_compile_options(quondam_fuzzed PUBLIC ${sanitizers} -fsanitize=fuzzer-no-link)
target_link_options(quondam_fuzzed PUBLIC ${sanitizers})
target_link_libraries(quondam_fuzzed PUBLIC
  fmt::fmt tl::expected simdjson::simdjson Boost::headers OpenSSL::Crypto ZLIB::ZLIB PkgConfig::XXHASH Threads::Threads)
# Most of the time goes into the headers that nearly all of these files include.
target_precompile_headers(quondam_fuzzed PRIVATE
  <algorithm> <map> <optional> <string> <string_view> <variant> <vector> <fmt/format.h> <simdjson.h> <tl/expected.hpp>)

add_custom_target(fuzzers)
file(GLOB fuzzer_sources CONFIGURE_DEPENDS tests/fuzz/*.cc)
foreach(source ${fuzzer_sources})
  get_filename_component(name ${source} NAME_WE)
  add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(fuzz_${name} PRIVATE quondam_fuzzed)
  target_precompile_headers(fuzz_${name} REUSE_FROM quondam_fuzzed)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers fuzz_${name})
endforeach()
