// Facts of the provider that mirrors the resource schemas of CloudFormation (awscc): its types and arguments are theirs
// in snake case. Sorted by type.

#include <algorithm>
#include <iterator>

#include "lib/carriers/terraform_locations.h"

namespace iampolicy::carriers::terraform {
namespace {

// clang-format off
constexpr Location kLocations[] = {
    {"awscc_aiops_investigation_group", "", "investigation_group_policy", PolicyKind::kResource, "AWS::AIOps::InvestigationGroup", "", true},
    {"awscc_apigateway_domain_name_v2", "", "policy", PolicyKind::kResource, "AWS::ApiGateway::DomainNameV2", "", true},
    {"awscc_apigateway_rest_api", "", "policy", PolicyKind::kResource, "AWS::ApiGateway::RestApi", "", true},
    {"awscc_aps_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::APS::Workspace", ""},
    {"awscc_backup_backup_vault", "", "access_policy", PolicyKind::kResource, "AWS::Backup::BackupVault", "", true},
    {"awscc_backup_logically_air_gapped_backup_vault", "", "access_policy", PolicyKind::kResource, "AWS::Backup::BackupVault", "", true},
    {"awscc_bedrock_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::Bedrock::ResourcePolicy", ""},
    {"awscc_cloudtrail_resource_policy", "", "resource_policy", PolicyKind::kResource, "AWS::CloudTrail::EventDataStore", ""},
    {"awscc_codeartifact_domain", "", "permissions_policy_document", PolicyKind::kResource, "AWS::CodeArtifact::Domain", "", true},
    {"awscc_codeartifact_repository", "", "permissions_policy_document", PolicyKind::kResource, "AWS::CodeArtifact::Repository", "", true},
    {"awscc_comprehend_document_classifier", "", "model_policy", PolicyKind::kResource, "AWS::Comprehend::DocumentClassifier", "", true},
    {"awscc_dsql_cluster", "", "policy_document", PolicyKind::kResource, "AWS::DSQL::Cluster", "", true},
    {"awscc_dynamodb_table", "resource_policy", "policy_document", PolicyKind::kResource, "AWS::DynamoDB::Table", "", true},
    {"awscc_ec2_vpc_endpoint", "", "policy_document", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", "", true},
    {"awscc_ecr_public_repository", "", "repository_policy_text", PolicyKind::kResource, "AWS::ECR::PublicRepository", "", true},
    {"awscc_ecr_registry_policy", "", "policy_text", PolicyKind::kResource, "AWS::ECR::Registry", ""},
    {"awscc_ecr_repository", "", "repository_policy_text", PolicyKind::kResource, "AWS::ECR::Repository", "", true},
    {"awscc_ecr_repository_creation_template", "", "repository_policy", PolicyKind::kResource, "AWS::ECR::Repository", "", true},
    {"awscc_efs_file_system", "", "file_system_policy", PolicyKind::kResource, "AWS::EFS::FileSystem", "", true},
    {"awscc_eks_pod_identity_association", "", "policy", PolicyKind::kSession, "AWS::EKS::PodIdentityAssociation", "", true},
    {"awscc_elasticsearch_domain", "", "access_policies", PolicyKind::kResource, "AWS::Elasticsearch::Domain", "", true},
    {"awscc_events_event_bus", "", "policy", PolicyKind::kResource, "AWS::Events::EventBus", "", true},
    {"awscc_eventschemas_registry_policy", "", "policy", PolicyKind::kResource, "AWS::EventSchemas::Registry", ""},
    {"awscc_fsx_s3_access_point_attachment", "s3_access_point", "policy", PolicyKind::kResource, "AWS::S3::AccessPoint", "", true},
    {"awscc_iam_group", "policies", "policy_document", PolicyKind::kIdentity, "AWS::IAM::Group", "", true},
    {"awscc_iam_group_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IAM::Group", ""},
    {"awscc_iam_managed_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy", ""},
    {"awscc_iam_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IAM::Policy", ""},
    {"awscc_iam_role", "", "assume_role_policy_document", PolicyKind::kTrust, "AWS::IAM::AssumeRolePolicyDocument", ""},
    {"awscc_iam_role", "policies", "policy_document", PolicyKind::kIdentity, "AWS::IAM::Role", "", true},
    {"awscc_iam_role_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IAM::Role", ""},
    {"awscc_iam_user", "policies", "policy_document", PolicyKind::kIdentity, "AWS::IAM::User", "", true},
    {"awscc_iam_user_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IAM::User", ""},
    {"awscc_iot_policy", "", "policy_document", PolicyKind::kIdentity, "AWS::IoT::Policy", ""},
    {"awscc_kinesis_resource_policy", "", "resource_policy", PolicyKind::kResource, "AWS::Kinesis::Stream", ""},
    {"awscc_kms_key", "", "key_policy", PolicyKind::kResource, "AWS::KMS::Key", ""},
    {"awscc_kms_replica_key", "", "key_policy", PolicyKind::kResource, "AWS::KMS::Key", ""},
    {"awscc_lambda_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::Lambda::Function", ""},
    {"awscc_lex_resource_policy", "", "policy", PolicyKind::kResource, "AWS::Lex::Bot", ""},
    {"awscc_logs_delivery_destination", "delivery_destination_policy", "delivery_destination_policy", PolicyKind::kResource, "AWS::Logs::DeliveryDestination", "", true},
    {"awscc_logs_destination", "", "destination_policy", PolicyKind::kResource, "AWS::Logs::Destination", "", true},
    {"awscc_logs_log_group", "", "resource_policy_document", PolicyKind::kResource, "AWS::Logs::LogGroup", "", true},
    {"awscc_logs_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::Logs::ResourcePolicy", ""},
    {"awscc_mediapackagev2_channel_policy", "", "policy", PolicyKind::kResource, "AWS::MediaPackageV2::Channel", ""},
    {"awscc_mediapackagev2_origin_endpoint_policy", "", "policy", PolicyKind::kResource, "AWS::MediaPackageV2::OriginEndpoint", ""},
    {"awscc_mediastore_container", "", "policy", PolicyKind::kResource, "AWS::MediaStore::Container", "", true},
    {"awscc_mediatailor_channel_policy", "", "policy", PolicyKind::kResource, "AWS::MediaTailor::Channel", ""},
    {"awscc_msk_cluster_policy", "", "policy", PolicyKind::kResource, "AWS::MSK::Cluster", ""},
    {"awscc_oam_sink", "", "policy", PolicyKind::kResource, "AWS::Oam::Sink", "", true},
    {"awscc_odb_odb_network", "", "kms_policy_document", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", "", true},
    {"awscc_odb_odb_network", "", "s3_policy_document", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", "", true},
    {"awscc_odb_odb_network", "", "sts_policy_document", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", "", true},
    {"awscc_omics_sequence_store", "", "s3_access_policy", PolicyKind::kResource, "AWS::S3::AccessPoint", "", true},
    {"awscc_opensearchservice_domain", "", "access_policies", PolicyKind::kResource, "AWS::OpenSearchService::Domain", "", true},
    {"awscc_organizations_policy", "", "content", PolicyKind::kRcp, "AWS::Organizations::Policy", "RESOURCE_CONTROL_POLICY"},
    {"awscc_organizations_policy", "", "content", PolicyKind::kScp, "AWS::Organizations::Policy", "SERVICE_CONTROL_POLICY"},
    {"awscc_organizations_resource_policy", "", "content", PolicyKind::kResource, "AWS::Organizations::ResourcePolicy", ""},
    {"awscc_osis_pipeline", "resource_policy", "policy", PolicyKind::kResource, "AWS::OSIS::Pipeline", "", true},
    {"awscc_redshift_cluster", "", "namespace_resource_policy", PolicyKind::kResource, "AWS::Redshift::Namespace", "", true},
    {"awscc_redshiftserverless_namespace", "", "namespace_resource_policy", PolicyKind::kResource, "AWS::RedshiftServerless::Namespace", "", true},
    {"awscc_rolesanywhere_profile", "", "session_policy", PolicyKind::kSession, "AWS::RolesAnywhere::Profile", "", true},
    {"awscc_rum_app_monitor", "resource_policy", "policy_document", PolicyKind::kResource, "AWS::RUM::AppMonitor", "", true},
    {"awscc_s3_access_point", "", "policy", PolicyKind::kResource, "AWS::S3::AccessPoint", "", true},
    {"awscc_s3_bucket_policy", "", "policy_document", PolicyKind::kResource, "AWS::S3::Bucket", ""},
    {"awscc_s3_multi_region_access_point_policy", "", "policy", PolicyKind::kResource, "AWS::S3::MultiRegionAccessPoint", ""},
    {"awscc_s3express_access_point", "", "policy", PolicyKind::kResource, "AWS::S3Express::AccessPoint", "", true},
    {"awscc_s3express_bucket_policy", "", "policy_document", PolicyKind::kResource, "AWS::S3Express::DirectoryBucket", ""},
    {"awscc_s3files_file_system_policy", "", "policy", PolicyKind::kResource, "AWS::S3Files::FileSystem", ""},
    {"awscc_s3objectlambda_access_point_policy", "", "policy_document", PolicyKind::kResource, "AWS::S3ObjectLambda::AccessPoint", ""},
    {"awscc_s3outposts_access_point", "", "policy", PolicyKind::kResource, "AWS::S3Outposts::AccessPoint", "", true},
    {"awscc_s3outposts_bucket_policy", "", "policy_document", PolicyKind::kResource, "AWS::S3Outposts::Bucket", ""},
    {"awscc_s3tables_table_bucket_policy", "", "resource_policy", PolicyKind::kResource, "AWS::S3Tables::TableBucket", ""},
    {"awscc_s3tables_table_policy", "", "resource_policy", PolicyKind::kResource, "AWS::S3Tables::Table", ""},
    {"awscc_s3vectors_vector_bucket_policy", "", "policy", PolicyKind::kResource, "AWS::S3Vectors::VectorBucket", ""},
    {"awscc_sagemaker_model_package_group", "", "model_package_group_policy", PolicyKind::kResource, "AWS::SageMaker::ModelPackageGroup", "", true},
    {"awscc_secretsmanager_resource_policy", "", "resource_policy", PolicyKind::kResource, "AWS::SecretsManager::Secret", ""},
    {"awscc_smsvoice_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::SMSVOICE::ResourcePolicy", ""},
    {"awscc_sns_topic_inline_policy", "", "policy_document", PolicyKind::kResource, "AWS::SNS::Topic", ""},
    {"awscc_sns_topic_policy", "", "policy_document", PolicyKind::kResource, "AWS::SNS::Topic", ""},
    {"awscc_sqs_queue_inline_policy", "", "policy_document", PolicyKind::kResource, "AWS::SQS::Queue", ""},
    {"awscc_sqs_queue_policy", "", "policy_document", PolicyKind::kResource, "AWS::SQS::Queue", ""},
    {"awscc_ssm_resource_policy", "", "policy", PolicyKind::kResource, "AWS::SSM::ResourcePolicy", ""},
    {"awscc_sso_permission_set", "", "inline_policy", PolicyKind::kIdentity, "AWS::SSO::PermissionSet", "", true},
    {"awscc_transfer_user", "", "policy", PolicyKind::kSession, "AWS::Transfer::User", "", true},
    {"awscc_vpclattice_auth_policy", "", "policy", PolicyKind::kResource, "AWS::VpcLattice::Service", ""},
    {"awscc_vpclattice_resource_policy", "", "policy", PolicyKind::kResource, "AWS::VpcLattice::ServiceNetwork", ""},
    {"awscc_xray_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::XRay::ResourcePolicy", ""},
};
// clang-format on

}  // namespace

std::span<const Location> CloudControlLocationsOf(std::string_view type) {
  const auto before = [](const Location& row, std::string_view name) { return row.type < name; };
  const auto after = [](std::string_view name, const Location& row) { return name < row.type; };
  const Location* const first = std::lower_bound(std::begin(kLocations), std::end(kLocations), type, before);
  return {first, std::upper_bound(first, std::end(kLocations), type, after)};
}

}  // namespace iampolicy::carriers::terraform
