// Signs requests by base/sigv4.h, for tests/test_signatures.py, which compares it with botocore's
// signer.
//
// A line of standard input is a request: words that are "x" and the text in hexadecimal, separated
// by blanks, for the access key, the secret, the timestamp, the region, the service, the method, the
// path, the query, the body, what is signed in place of the body's hash (empty: the hash), and the
// name and the value of each header. The answer to each is a line: its Authorization header.
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "base/sigv4.h"

namespace {

std::string text_of(const std::string& word) {
  std::string escaped;
  for (std::size_t i = 1; i + 1 < word.size(); i += 2) escaped += "%" + word.substr(i, 2);
  return quondam::sigv4::percent_decode(escaped);
}

std::string sign(const std::vector<std::string>& words) {
  enum { key_id, secret, timestamp, region, service, method, path, query, body, payload, headers };
  std::vector<quondam::sigv4::Header> found;
  for (std::size_t i = headers; i + 1 < words.size(); i += 2)
    found.push_back({words[i], words[i + 1]});
  const std::string sha256 = words[payload].empty()
                                 ? quondam::sigv4::hex(quondam::sigv4::sha256(words[body]))
                                 : words[payload];
  return quondam::sigv4::authorization(
      words[key_id], words[secret], words[timestamp], words[region], words[service],
      {.method = words[method],
       .path = words[path],
       .query = words[query],
       .headers = found,
       .payload_sha256 = sha256,
       .path_as_it_stands = words[service] == "s3"});
}

}  // namespace

int main() {
  constexpr std::size_t kLeastWords = 10;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(text_of(word));
    if (words.size() < kLeastWords) {
      std::fprintf(stderr, "a request has at least %zu words\n", kLeastWords);
      return 1;
    }
    std::cout << sign(words) << "\n";
  }
  return 0;
}
