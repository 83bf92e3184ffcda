#ifndef IAMPOLICY_LIB_RULES_PARTITIONS_H_
#define IAMPOLICY_LIB_RULES_PARTITIONS_H_

// AWS's partitions and the Regions of each. Source: "AWS Regions" in the AWS General Reference and the partition
// tables of the AWS SDKs; new Regions are added here.

#include <span>
#include <string_view>

namespace iampolicy::rules {

struct Partition {
  std::string_view name;
  std::span<const std::string_view> regions;  ///< sorted
};

std::span<const Partition> Partitions();

/// Names are compared exactly: ARNs are.
const Partition* FindPartition(std::string_view name);

/// Whether the Region is one of the partition; of any where null.
bool HasRegion(const Partition* partition, std::string_view region);

/// The nearest Region of the partition, of any where null; "" where none is near.
std::string_view NearestRegion(const Partition* partition, std::string_view region);

/// The nearest partition; "" where none is near.
std::string_view NearestPartition(std::string_view name);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_PARTITIONS_H_
