// Which properties of which resources hold policies: a table of facts (the resource schemas of CloudFormation, and the
// specification of AWS SAM), sorted by type.

#include "lib/carriers/cfn_locations.h"

#include <algorithm>

namespace iampolicy::carriers {
namespace {

constexpr std::string_view kSame = "=";  // the policy's resource type is the resource's own

// clang-format off
constexpr PolicyLocation kLocations[] = {
    {"AWS::AIOps::InvestigationGroup", "InvestigationGroupPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::APS::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, "AWS::APS::Workspace", Form::kDocument},
    {"AWS::ApiGateway::DomainNameV2", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::ApiGateway::RestApi", "Body.x-amazon-apigateway-policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::ApiGateway::RestApi", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Backup::BackupVault", "AccessPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Backup::LogicallyAirGappedBackupVault", "AccessPolicy", PolicyKind::kResource, "AWS::Backup::BackupVault", Form::kDocument},
    {"AWS::Bedrock::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::CloudFormation::StackSet", "TemplateBody", PolicyKind::kUnknown, "", Form::kTemplate},
    {"AWS::CloudTrail::ResourcePolicy", "ResourcePolicy", PolicyKind::kResource, "AWS::CloudTrail::EventDataStore", Form::kDocument},
    {"AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Comprehend::DocumentClassifier", "ModelPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Config::ConformancePack", "TemplateBody", PolicyKind::kUnknown, "", Form::kTemplate},
    {"AWS::DSQL::Cluster", "PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::DynamoDB::GlobalTable", "Replicas[].ReplicaStreamSpecification.ResourcePolicy.PolicyDocument", PolicyKind::kResource, "AWS::DynamoDB::Stream", Form::kDocument},
    {"AWS::DynamoDB::GlobalTable", "Replicas[].ResourcePolicy.PolicyDocument", PolicyKind::kResource, "AWS::DynamoDB::Table", Form::kDocument},
    {"AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::DynamoDB::Table", "StreamSpecification.ResourcePolicy.PolicyDocument", PolicyKind::kResource, "AWS::DynamoDB::Stream", Form::kDocument},
    {"AWS::EC2::VPCEndpoint", "PolicyDocument", PolicyKind::kEndpoint, kSame, Form::kDocument},
    {"AWS::ECR::PublicRepository", "RepositoryPolicyText", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::ECR::RegistryPolicy", "PolicyText", PolicyKind::kResource, "AWS::ECR::Registry", Form::kDocument},
    {"AWS::ECR::Repository", "RepositoryPolicyText", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", PolicyKind::kResource, "AWS::ECR::Repository", Form::kDocument},
    {"AWS::EFS::FileSystem", "FileSystemPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::EKS::PodIdentityAssociation", "Policy", PolicyKind::kSession, kSame, Form::kDocument},
    {"AWS::Elasticsearch::Domain", "AccessPolicies", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::EventSchemas::RegistryPolicy", "Policy", PolicyKind::kResource, "AWS::EventSchemas::Registry", Form::kDocument},
    {"AWS::Events::EventBus", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Events::EventBusPolicy", "Statement", PolicyKind::kResource, "AWS::Events::EventBus", Form::kStatements},
    {"AWS::FSx::S3AccessPointAttachment", "S3AccessPoint.Policy", PolicyKind::kResource, "AWS::S3::AccessPoint", Form::kDocument},
    {"AWS::IAM::Group", "Policies[].PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::IAM::GroupPolicy", "PolicyDocument", PolicyKind::kIdentity, "AWS::IAM::Group", Form::kDocument},
    {"AWS::IAM::ManagedPolicy", "PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::IAM::Policy", "PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::IAM::Role", "AssumeRolePolicyDocument", PolicyKind::kTrust, "AWS::IAM::AssumeRolePolicyDocument", Form::kDocument},
    {"AWS::IAM::Role", "Policies[].PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::IAM::RolePolicy", "PolicyDocument", PolicyKind::kIdentity, "AWS::IAM::Role", Form::kDocument},
    {"AWS::IAM::User", "Policies[].PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::IAM::UserPolicy", "PolicyDocument", PolicyKind::kIdentity, "AWS::IAM::User", Form::kDocument},
    {"AWS::IoT::Policy", "PolicyDocument", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::KMS::Key", "KeyPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::KMS::ReplicaKey", "KeyPolicy", PolicyKind::kResource, "AWS::KMS::Key", Form::kDocument},
    {"AWS::Kinesis::ResourcePolicy", "ResourcePolicy", PolicyKind::kResource, "AWS::Kinesis::Stream", Form::kDocument},
    {"AWS::Lambda::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, "AWS::Lambda::Function", Form::kDocument},
    {"AWS::Lex::ResourcePolicy", "Policy", PolicyKind::kResource, "AWS::Lex::Bot", Form::kDocument},
    {"AWS::Logs::DeliveryDestination", "DeliveryDestinationPolicy.DeliveryDestinationPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Logs::Destination", "DestinationPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Logs::LogGroup", "ResourcePolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Logs::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::MSK::ClusterPolicy", "Policy", PolicyKind::kResource, "AWS::MSK::Cluster", Form::kDocument},
    {"AWS::MediaPackageV2::ChannelPolicy", "Policy", PolicyKind::kResource, "AWS::MediaPackageV2::Channel", Form::kDocument},
    {"AWS::MediaPackageV2::OriginEndpointPolicy", "Policy", PolicyKind::kResource, "AWS::MediaPackageV2::OriginEndpoint", Form::kDocument},
    {"AWS::MediaStore::Container", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::MediaTailor::ChannelPolicy", "Policy", PolicyKind::kResource, "AWS::MediaTailor::Channel", Form::kDocument},
    {"AWS::ODB::OdbNetwork", "KmsPolicyDocument", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", Form::kDocument},
    {"AWS::ODB::OdbNetwork", "S3PolicyDocument", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", Form::kDocument},
    {"AWS::ODB::OdbNetwork", "StsPolicyDocument", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", Form::kDocument},
    {"AWS::OSIS::Pipeline", "ResourcePolicy.Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Oam::Sink", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Omics::SequenceStore", "S3AccessPolicy", PolicyKind::kResource, "AWS::S3::AccessPoint", Form::kDocument},
    {"AWS::OpenSearchService::Domain", "AccessPolicies", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Organizations::Policy", "Content", PolicyKind::kScp, kSame, Form::kOrganization},
    {"AWS::Organizations::ResourcePolicy", "Content", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::RAM::Permission", "PolicyTemplate", PolicyKind::kResource, kSame, Form::kStatements},
    {"AWS::RUM::AppMonitor", "ResourcePolicy.PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::Redshift::Cluster", "NamespaceResourcePolicy", PolicyKind::kResource, "AWS::Redshift::Namespace", Form::kDocument},
    {"AWS::RedshiftServerless::Namespace", "NamespaceResourcePolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::RolesAnywhere::Profile", "SessionPolicy", PolicyKind::kSession, kSame, Form::kDocument},
    {"AWS::S3::AccessPoint", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::S3::BucketPolicy", "PolicyDocument", PolicyKind::kResource, "AWS::S3::Bucket", Form::kDocument},
    {"AWS::S3::MultiRegionAccessPointPolicy", "Policy", PolicyKind::kResource, "AWS::S3::MultiRegionAccessPoint", Form::kDocument},
    {"AWS::S3Express::AccessPoint", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::S3Express::BucketPolicy", "PolicyDocument", PolicyKind::kResource, "AWS::S3Express::DirectoryBucket", Form::kDocument},
    {"AWS::S3Files::FileSystemPolicy", "Policy", PolicyKind::kResource, "AWS::S3Files::FileSystem", Form::kDocument},
    {"AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", PolicyKind::kResource, "AWS::S3ObjectLambda::AccessPoint", Form::kDocument},
    {"AWS::S3Outposts::AccessPoint", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::S3Outposts::BucketPolicy", "PolicyDocument", PolicyKind::kResource, "AWS::S3Outposts::Bucket", Form::kDocument},
    {"AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", PolicyKind::kResource, "AWS::S3Tables::TableBucket", Form::kDocument},
    {"AWS::S3Tables::TablePolicy", "ResourcePolicy", PolicyKind::kResource, "AWS::S3Tables::Table", Form::kDocument},
    {"AWS::S3Vectors::VectorBucketPolicy", "Policy", PolicyKind::kResource, "AWS::S3Vectors::VectorBucket", Form::kDocument},
    {"AWS::SMSVOICE::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::SNS::TopicInlinePolicy", "PolicyDocument", PolicyKind::kResource, "AWS::SNS::Topic", Form::kDocument},
    {"AWS::SNS::TopicPolicy", "PolicyDocument", PolicyKind::kResource, "AWS::SNS::Topic", Form::kDocument},
    {"AWS::SQS::QueueInlinePolicy", "PolicyDocument", PolicyKind::kResource, "AWS::SQS::Queue", Form::kDocument},
    {"AWS::SQS::QueuePolicy", "PolicyDocument", PolicyKind::kResource, "AWS::SQS::Queue", Form::kDocument},
    {"AWS::SSM::ResourcePolicy", "Policy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::SSO::PermissionSet", "InlinePolicy", PolicyKind::kIdentity, kSame, Form::kDocument},
    {"AWS::SageMaker::ModelPackageGroup", "ModelPackageGroupPolicy", PolicyKind::kResource, kSame, Form::kDocument},
    {"AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", PolicyKind::kResource, "AWS::SecretsManager::Secret", Form::kDocument},
    {"AWS::Serverless::Api", "Auth.ResourcePolicy.CustomStatements", PolicyKind::kResource, "AWS::ApiGateway::RestApi", Form::kStatements},
    {"AWS::Serverless::Api", "DefinitionBody.x-amazon-apigateway-policy", PolicyKind::kResource, "AWS::ApiGateway::RestApi", Form::kDocument},
    {"AWS::Serverless::Api", "Policy", PolicyKind::kResource, "AWS::ApiGateway::RestApi", Form::kDocument},
    {"AWS::Serverless::Function", "AssumeRolePolicyDocument", PolicyKind::kTrust, "AWS::IAM::AssumeRolePolicyDocument", Form::kDocument},
    {"AWS::Serverless::Function", "Events.*.Properties.Auth.ResourcePolicy.CustomStatements", PolicyKind::kResource, "AWS::ApiGateway::RestApi", Form::kStatements},
    {"AWS::Serverless::Function", "Policies", PolicyKind::kIdentity, "AWS::IAM::Role", Form::kSamPolicies},
    {"AWS::Serverless::StateMachine", "Policies", PolicyKind::kIdentity, "AWS::IAM::Role", Form::kSamPolicies},
    {"AWS::Transfer::User", "Policy", PolicyKind::kSession, kSame, Form::kDocument},
    {"AWS::VpcLattice::AuthPolicy", "Policy", PolicyKind::kResource, "AWS::VpcLattice::Service", Form::kDocument},
    {"AWS::VpcLattice::ResourcePolicy", "Policy", PolicyKind::kResource, "AWS::VpcLattice::ServiceNetwork", Form::kDocument},
    {"AWS::XRay::ResourcePolicy", "PolicyDocument", PolicyKind::kResource, kSame, Form::kDocument},
};
// clang-format on

}  // namespace

std::span<const PolicyLocation> LocationsOf(std::string_view type) {
  const auto before = [](const PolicyLocation& row, std::string_view name) { return row.type < name; };
  const auto after = [](std::string_view name, const PolicyLocation& row) { return name < row.type; };
  const PolicyLocation* const first = std::lower_bound(std::begin(kLocations), std::end(kLocations), type, before);
  const PolicyLocation* const last = std::upper_bound(first, std::end(kLocations), type, after);
  return {first, last};
}

std::string_view ResourceTypeOf(const PolicyLocation& row) {
  return row.resource_type == kSame ? row.type : row.resource_type;
}

}  // namespace iampolicy::carriers
