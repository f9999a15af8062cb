#include "ops/service_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace quondam::ops {
namespace {

std::string upper_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::toupper(c); });
  return out;
}

// As botocore wants it: a label of a host name.
bool is_region_name(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, is_part) &&
         !name.starts_with('-') && !name.ends_with('-') &&
         name.find_first_not_of("0123456789") != std::string_view::npos;
}

// The partitions of AWS that are not on amazonaws.com.
std::string_view domain_of(std::string_view region) {
  constexpr struct {
    std::string_view prefix;
    std::string_view domain;
  } kPartitions[] = {{"cn-", "amazonaws.com.cn"},    {"eusc-", "amazonaws.eu"},
                     {"us-iso-", "c2s.ic.gov"},      {"us-isob-", "sc2s.sgov.gov"},
                     {"eu-isoe-", "cloud.adc-e.uk"}, {"us-isof-", "csp.hci.ic.gov"}};
  for (const auto& [prefix, domain] : kPartitions)
    if (region.starts_with(prefix)) return domain;
  return "amazonaws.com";
}

}  // namespace

ConfiguredEndpoint configured_endpoint(std::string_view service, const std::string& profile,
                                       const ProfileFiles& files, const Environment& environment,
                                       EndpointOf of) {
  std::string ignored = environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  if (ignored.empty()) ignored = files.either(profile, "ignore_configured_endpoint_urls");
  if (lower_case(ignored) == "true") return {};
  const std::string variable = "AWS_ENDPOINT_URL_" + upper_case(service);
  const std::string services = files.either(profile, "services");
  const bool of_all = of == EndpointOf::any_service;
  const ConfiguredEndpoint candidates[] = {
      {environment(variable), variable},
      {of_all ? environment("AWS_ENDPOINT_URL") : "", "AWS_ENDPOINT_URL"},
      {services.empty() ? ""
                        : files.service_setting(services, fmt::format("{}.endpoint_url", service)),
       fmt::format("services {} of {}", services, files.config_path())},
      {of_all ? files.either(profile, "endpoint_url") : "",
       fmt::format("profile {} of {}", profile, files.config_path())},
  };
  const auto found = std::ranges::find_if(
      candidates, [](const ConfiguredEndpoint& candidate) { return !candidate.url.empty(); });
  return found == std::end(candidates) ? ConfiguredEndpoint() : *found;
}

Outcome<std::string> aws_endpoint(std::string_view service, const std::string& region) {
  if (!is_region_name(region)) {
    return wrong_usage(fmt::format("'{}' is not the name of a region", region),
                       "Write one such as eu-central-1.");
  }
  return fmt::format("https://{}.{}.{}", service, region, domain_of(region));
}

}  // namespace quondam::ops
