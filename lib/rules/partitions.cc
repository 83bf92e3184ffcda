#include "lib/rules/partitions.h"

#include <algorithm>
#include <iterator>

#include "lib/text/suggest.h"

namespace iampolicy::rules {
namespace {

constexpr std::string_view kAws[] = {
    "af-south-1",     "ap-east-1",      "ap-east-2",      "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
    "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",   "ca-west-1",      "eu-central-1",
    "eu-central-2",   "eu-north-1",     "eu-south-1",     "eu-south-2",     "eu-west-1",      "eu-west-2",
    "eu-west-3",      "il-central-1",   "me-central-1",   "me-south-1",     "mx-central-1",   "sa-east-1",
    "us-east-1",      "us-east-2",      "us-west-1",      "us-west-2"};
constexpr std::string_view kChina[] = {"cn-north-1", "cn-northwest-1"};
constexpr std::string_view kGovernment[] = {"us-gov-east-1", "us-gov-west-1"};
constexpr std::string_view kEurope[] = {"eusc-de-east-1"};
constexpr std::string_view kIso[] = {"us-iso-east-1", "us-iso-west-1"};
constexpr std::string_view kIsoB[] = {"us-isob-east-1", "us-isob-west-1"};
constexpr std::string_view kIsoE[] = {"eu-isoe-west-1"};
constexpr std::string_view kIsoF[] = {"us-isof-east-1", "us-isof-south-1"};

constexpr Partition kPartitions[] = {{"aws", kAws},         {"aws-cn", kChina},  {"aws-us-gov", kGovernment},
                                     {"aws-eusc", kEurope}, {"aws-iso", kIso},   {"aws-iso-b", kIsoB},
                                     {"aws-iso-e", kIsoE},  {"aws-iso-f", kIsoF}};

}  // namespace

std::span<const Partition> Partitions() { return kPartitions; }

const Partition* FindPartition(std::string_view name) {
  const auto found = std::find_if(std::begin(kPartitions), std::end(kPartitions),
                                  [&](const Partition& partition) { return partition.name == name; });
  return found == std::end(kPartitions) ? nullptr : &*found;
}

bool HasRegion(const Partition* partition, std::string_view region) {
  const auto has = [&](const Partition& one) {
    return std::binary_search(one.regions.begin(), one.regions.end(), region);
  };
  if (partition != nullptr) return has(*partition);
  return std::any_of(std::begin(kPartitions), std::end(kPartitions), has);
}

std::string_view NearestRegion(const Partition* partition, std::string_view region) {
  text::Nearest nearest(region);
  for (const Partition& one : kPartitions) {
    if (partition != nullptr && partition != &one) continue;
    for (const std::string_view candidate : one.regions) nearest.Offer(candidate);
  }
  const auto best = nearest.Best(1);
  return best.empty() ? std::string_view() : best.front();
}

std::string_view NearestPartition(std::string_view name) {
  text::Nearest nearest(name);
  for (const Partition& one : kPartitions) nearest.Offer(one.name);
  const auto best = nearest.Best(1);
  return best.empty() ? std::string_view() : best.front();
}

}  // namespace iampolicy::rules
