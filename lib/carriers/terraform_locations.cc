// Facts of the AWS provider (release 6.25): which arguments of which resources hold a policy.

#include "lib/carriers/terraform_locations.h"

#include <algorithm>
#include <array>
#include <utility>

namespace iampolicy::carriers::terraform {
namespace {

constexpr std::array<Location, 84> kLocations = {{
    {"aws_acmpca_policy", "", "policy", PolicyKind::kResource, "AWS::ACMPCA::CertificateAuthority", ""},
    {"aws_api_gateway_domain_name", "", "policy", PolicyKind::kResource, "AWS::ApiGateway::DomainNameV2", "", true},
    {"aws_api_gateway_rest_api", "", "policy", PolicyKind::kResource, "AWS::ApiGateway::RestApi", "", true},
    {"aws_api_gateway_rest_api_policy", "", "policy", PolicyKind::kResource, "AWS::ApiGateway::RestApi", ""},
    {"aws_backup_vault_policy", "", "policy", PolicyKind::kResource, "AWS::Backup::BackupVault", ""},
    {"aws_bedrockagentcore_resource_policy", "", "policy", PolicyKind::kResource, "AWS::Bedrock::ResourcePolicy", ""},
    {"aws_cloudsearch_domain_service_access_policy", "", "access_policy", PolicyKind::kResource,
     "AWS::CloudSearch::Domain", ""},
    {"aws_cloudwatch_event_bus_policy", "", "policy", PolicyKind::kResource, "AWS::Events::EventBus", ""},
    {"aws_cloudwatch_log_delivery_destination_policy", "", "delivery_destination_policy", PolicyKind::kResource,
     "AWS::Logs::DeliveryDestination", ""},
    {"aws_cloudwatch_log_destination_policy", "", "access_policy", PolicyKind::kResource, "AWS::Logs::Destination", ""},
    {"aws_cloudwatch_log_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::Logs::ResourcePolicy",
     ""},
    {"aws_codeartifact_domain_permissions_policy", "", "policy_document", PolicyKind::kResource,
     "AWS::CodeArtifact::Domain", ""},
    {"aws_codeartifact_repository_permissions_policy", "", "policy_document", PolicyKind::kResource,
     "AWS::CodeArtifact::Repository", ""},
    {"aws_codebuild_resource_policy", "", "policy", PolicyKind::kResource, "AWS::CodeBuild::Project", ""},
    {"aws_dynamodb_resource_policy", "", "policy", PolicyKind::kResource, "AWS::DynamoDB::Table", ""},
    {"aws_ecr_registry_policy", "", "policy", PolicyKind::kResource, "AWS::ECR::Registry", ""},
    {"aws_ecr_repository_creation_template", "", "repository_policy", PolicyKind::kResource, "AWS::ECR::Repository",
     ""},
    {"aws_ecr_repository_policy", "", "policy", PolicyKind::kResource, "AWS::ECR::Repository", ""},
    {"aws_ecrpublic_repository_policy", "", "policy", PolicyKind::kResource, "AWS::ECR::PublicRepository", ""},
    {"aws_efs_file_system_policy", "", "policy", PolicyKind::kResource, "AWS::EFS::FileSystem", ""},
    {"aws_eks_pod_identity_association", "", "policy", PolicyKind::kSession, "AWS::EKS::PodIdentityAssociation", ""},
    {"aws_elasticsearch_domain", "", "access_policies", PolicyKind::kResource, "AWS::Elasticsearch::Domain", "", true},
    {"aws_elasticsearch_domain_policy", "", "access_policies", PolicyKind::kResource, "AWS::Elasticsearch::Domain", ""},
    {"aws_fsx_s3_access_point_attachment", "s3_access_point", "policy", PolicyKind::kResource, "AWS::S3::AccessPoint",
     ""},
    {"aws_glacier_vault", "", "access_policy", PolicyKind::kResource, "AWS::Glacier::Vault", ""},
    {"aws_glacier_vault_lock", "", "policy", PolicyKind::kResource, "AWS::Glacier::Vault", ""},
    {"aws_glue_resource_policy", "", "policy", PolicyKind::kResource, "AWS::Glue::Catalog", ""},
    {"aws_iam_group_policy", "", "policy", PolicyKind::kIdentity, "AWS::IAM::Group", ""},
    {"aws_iam_policy", "", "policy", PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy", ""},
    {"aws_iam_role", "", "assume_role_policy", PolicyKind::kTrust, "AWS::IAM::AssumeRolePolicyDocument", ""},
    {"aws_iam_role", "inline_policy", "policy", PolicyKind::kIdentity, "AWS::IAM::Role", "", true},
    {"aws_iam_role_policy", "", "policy", PolicyKind::kIdentity, "AWS::IAM::Role", ""},
    {"aws_iam_user_policy", "", "policy", PolicyKind::kIdentity, "AWS::IAM::User", ""},
    {"aws_iot_policy", "", "policy", PolicyKind::kIdentity, "AWS::IoT::Policy", ""},
    {"aws_kinesis_resource_policy", "", "policy", PolicyKind::kResource, "AWS::Kinesis::Stream", ""},
    {"aws_kms_external_key", "", "policy", PolicyKind::kResource, "AWS::KMS::Key", "", true},
    {"aws_kms_key", "", "policy", PolicyKind::kResource, "AWS::KMS::Key", "", true},
    {"aws_kms_key_policy", "", "policy", PolicyKind::kResource, "AWS::KMS::Key", ""},
    {"aws_kms_replica_external_key", "", "policy", PolicyKind::kResource, "AWS::KMS::Key", "", true},
    {"aws_kms_replica_key", "", "policy", PolicyKind::kResource, "AWS::KMS::Key", "", true},
    {"aws_media_store_container_policy", "", "policy", PolicyKind::kResource, "AWS::MediaStore::Container", ""},
    {"aws_msk_cluster_policy", "", "policy", PolicyKind::kResource, "AWS::MSK::Cluster", ""},
    {"aws_networkfirewall_resource_policy", "", "policy", PolicyKind::kResource, "AWS::NetworkFirewall::FirewallPolicy",
     ""},
    {"aws_oam_sink_policy", "", "policy", PolicyKind::kResource, "AWS::Oam::Sink", ""},
    {"aws_odb_network", "", "s3_policy_document", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", ""},
    {"aws_opensearch_domain", "", "access_policies", PolicyKind::kResource, "AWS::OpenSearchService::Domain", "", true},
    {"aws_opensearch_domain_policy", "", "access_policies", PolicyKind::kResource, "AWS::OpenSearchService::Domain",
     ""},
    {"aws_organizations_policy", "", "content", PolicyKind::kRcp, "AWS::Organizations::Policy",
     "RESOURCE_CONTROL_POLICY"},
    {"aws_organizations_policy", "", "content", PolicyKind::kScp, "AWS::Organizations::Policy",
     "SERVICE_CONTROL_POLICY"},
    {"aws_organizations_resource_policy", "", "content", PolicyKind::kResource, "AWS::Organizations::ResourcePolicy",
     ""},
    {"aws_prometheus_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::APS::Workspace", ""},
    {"aws_redshift_resource_policy", "", "policy", PolicyKind::kResource, "AWS::Redshift::Namespace", ""},
    {"aws_redshiftserverless_resource_policy", "", "policy", PolicyKind::kResource,
     "AWS::RedshiftServerless::Namespace", ""},
    {"aws_rolesanywhere_profile", "", "session_policy", PolicyKind::kSession, "AWS::RolesAnywhere::Profile", ""},
    {"aws_s3_access_point", "", "policy", PolicyKind::kResource, "AWS::S3::AccessPoint", "", true},
    {"aws_s3_bucket", "", "policy", PolicyKind::kResource, "AWS::S3::Bucket", "", true},
    {"aws_s3_bucket_policy", "", "policy", PolicyKind::kResource, "AWS::S3::Bucket", ""},
    {"aws_s3control_access_grants_instance_resource_policy", "", "policy", PolicyKind::kResource,
     "AWS::S3::AccessGrantsInstance", ""},
    {"aws_s3control_access_point_policy", "", "policy", PolicyKind::kResource, "AWS::S3::AccessPoint", ""},
    {"aws_s3control_bucket_policy", "", "policy", PolicyKind::kResource, "AWS::S3Outposts::Bucket", ""},
    {"aws_s3control_multi_region_access_point_policy", "details", "policy", PolicyKind::kResource,
     "AWS::S3::MultiRegionAccessPoint", ""},
    {"aws_s3control_object_lambda_access_point_policy", "", "policy", PolicyKind::kResource,
     "AWS::S3ObjectLambda::AccessPoint", ""},
    {"aws_s3files_file_system_policy", "", "policy", PolicyKind::kResource, "AWS::S3Files::FileSystem", ""},
    {"aws_s3tables_table_bucket_policy", "", "resource_policy", PolicyKind::kResource, "AWS::S3Tables::TableBucket",
     ""},
    {"aws_s3tables_table_policy", "", "resource_policy", PolicyKind::kResource, "AWS::S3Tables::Table", ""},
    {"aws_s3vectors_vector_bucket_policy", "", "policy", PolicyKind::kResource, "AWS::S3Vectors::VectorBucket", ""},
    {"aws_sagemaker_model_package_group_policy", "", "resource_policy", PolicyKind::kResource,
     "AWS::SageMaker::ModelPackageGroup", ""},
    {"aws_schemas_registry_policy", "", "policy", PolicyKind::kResource, "AWS::EventSchemas::Registry", ""},
    {"aws_secretsmanager_secret", "", "policy", PolicyKind::kResource, "AWS::SecretsManager::Secret", "", true},
    {"aws_secretsmanager_secret_policy", "", "policy", PolicyKind::kResource, "AWS::SecretsManager::Secret", ""},
    {"aws_ses_identity_policy", "", "policy", PolicyKind::kResource, "AWS::SES::EmailIdentity", ""},
    {"aws_sesv2_email_identity_policy", "", "policy", PolicyKind::kResource, "AWS::SES::EmailIdentity", ""},
    {"aws_sns_topic", "", "policy", PolicyKind::kResource, "AWS::SNS::Topic", "", true},
    {"aws_sns_topic_policy", "", "policy", PolicyKind::kResource, "AWS::SNS::Topic", ""},
    {"aws_sqs_queue", "", "policy", PolicyKind::kResource, "AWS::SQS::Queue", "", true},
    {"aws_sqs_queue_policy", "", "policy", PolicyKind::kResource, "AWS::SQS::Queue", ""},
    {"aws_ssoadmin_permission_set_inline_policy", "", "inline_policy", PolicyKind::kIdentity, "AWS::SSO::PermissionSet",
     ""},
    {"aws_transfer_access", "", "policy", PolicyKind::kSession, "AWS::Transfer::Access", ""},
    {"aws_transfer_user", "", "policy", PolicyKind::kSession, "AWS::Transfer::User", ""},
    {"aws_vpc_endpoint", "", "policy", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", "", true},
    {"aws_vpc_endpoint_policy", "", "policy", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint", ""},
    {"aws_vpclattice_auth_policy", "", "policy", PolicyKind::kResource, "AWS::VpcLattice::Service", ""},
    {"aws_vpclattice_resource_policy", "", "policy", PolicyKind::kResource, "AWS::VpcLattice::ServiceNetwork", ""},
    {"aws_xray_resource_policy", "", "policy_document", PolicyKind::kResource, "AWS::XRay::ResourcePolicy", ""},
}};

constexpr std::array<Synthesis, 5> kSyntheses = {{
    {"aws_acmpca_permission", "AWS::ACMPCA::CertificateAuthority", "actions", "", "certificate_authority_arn", "", ""},
    {"aws_cloudwatch_event_permission", "AWS::Events::EventBus", "action", "events:PutEvents", "event_bus_name", "",
     "statement_id"},
    {"aws_lambda_layer_version_permission", "AWS::Lambda::LayerVersion", "action", "", "layer_name", "",
     "statement_id"},
    {"aws_lambda_permission", "AWS::Lambda::Function", "action", "", "function_name", "qualifier", "statement_id"},
    {"aws_signer_signing_profile_permission", "AWS::Signer::SigningProfile", "action", "", "profile_name", "",
     "statement_id"},
}};

constexpr std::array<SynthesizedCondition, 7> kConditions = {{
    {"aws_acmpca_permission", "source_account", "StringEquals", "aws:SourceAccount"},
    {"aws_lambda_layer_version_permission", "organization_id", "StringEquals", "aws:PrincipalOrgID"},
    {"aws_lambda_permission", "event_source_token", "StringEquals", "lambda:EventSourceToken"},
    {"aws_lambda_permission", "function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"},
    {"aws_lambda_permission", "principal_org_id", "StringEquals", "aws:PrincipalOrgID"},
    {"aws_lambda_permission", "source_account", "StringEquals", "AWS:SourceAccount"},
    {"aws_lambda_permission", "source_arn", "ArnLike", "AWS:SourceArn"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPrincipals = {
    {{"aws_iam_role", "role"},
     {"aws_iam_user", "user"},
     {"aws_iam_group", "group"},
     {"aws_ssoadmin_permission_set", "permission-set"}}};

constexpr std::array<AttachmentRow, 17> kAttachments = {
    {{"aws_iam_role_policy", "role", "role", ""},
     {"aws_iam_user_policy", "user", "user", ""},
     {"aws_iam_group_policy", "group", "group", ""},
     {"aws_iam_role_policy_attachment", "role", "role", "policy_arn"},
     {"aws_iam_user_policy_attachment", "user", "user", "policy_arn"},
     {"aws_iam_group_policy_attachment", "group", "group", "policy_arn"},
     {"aws_iam_policy_attachment", "role", "roles", "policy_arn"},
     {"aws_iam_policy_attachment", "user", "users", "policy_arn"},
     {"aws_iam_policy_attachment", "group", "groups", "policy_arn"},
     {"aws_iam_role_policy_attachments_exclusive", "role", "role_name", "policy_arns"},
     {"aws_iam_user_policy_attachments_exclusive", "user", "user_name", "policy_arns"},
     {"aws_iam_group_policy_attachments_exclusive", "group", "group_name", "policy_arns"},
     {"aws_ssoadmin_customer_managed_policy_attachment", "permission-set", "permission_set_arn",
      "customer_managed_policy_reference.name", true},
     {"aws_ssoadmin_managed_policy_attachment", "permission-set", "permission_set_arn", "managed_policy_arn"},
     {"aws_ssoadmin_permission_set_inline_policy", "permission-set", "permission_set_arn", ""},
     {"aws_ssoadmin_permissions_boundary_attachment", "permission-set", "permission_set_arn",
      "permissions_boundary.managed_policy_arn", false, true},
     {"aws_ssoadmin_permissions_boundary_attachment", "permission-set", "permission_set_arn",
      "permissions_boundary.customer_managed_policy_reference.name", true, true}}};

constexpr std::array<AttachmentRow, 3> kOwnAttachments = {
    {{"aws_iam_role", "role", "", "managed_policy_arns"},
     {"aws_iam_role", "role", "", "permissions_boundary", false, true},
     {"aws_iam_user", "user", "", "permissions_boundary", false, true}}};

constexpr std::array<MembershipRow, 2> kMemberships = {
    {{"aws_iam_group_membership", "users", "group"}, {"aws_iam_user_group_membership", "user", "groups"}}};

constexpr std::array<Container, 6> kContainers = {{{"aws_api_gateway_rest_api", "body", true},
                                                   {"aws_api_gateway_rest_api_put", "body", true},
                                                   {"aws_cloudformation_stack", "template_body"},
                                                   {"aws_cloudformation_stack_set", "template_body"},
                                                   {"aws_config_conformance_pack", "template_body"},
                                                   {"aws_iot_provisioning_template", "template_body"}}};

// Rows of one type stand together.
template <class Rows>
auto RowsOf(const Rows& rows, std::string_view type) {
  const auto first = std::find_if(rows.begin(), rows.end(), [type](const auto& row) { return row.type == type; });
  const auto last = std::find_if(first, rows.end(), [type](const auto& row) { return row.type != type; });
  return std::span(first, last);
}

}  // namespace

std::span<const Location> LocationsOf(std::string_view type) {
  return type.starts_with("awscc_") ? CloudControlLocationsOf(type) : RowsOf(kLocations, type);
}

const Synthesis* SynthesisOf(std::string_view type) {
  const auto rows = RowsOf(kSyntheses, type);
  return rows.empty() ? nullptr : &rows.front();
}

std::string_view PrincipalKindOf(std::string_view type) {
  for (const auto& [one, kind] : kPrincipals) {
    if (one == type) return kind;
  }
  return {};
}

std::span<const AttachmentRow> AttachmentsOf(std::string_view type) { return RowsOf(kAttachments, type); }

std::span<const AttachmentRow> OwnAttachmentsOf(std::string_view type) { return RowsOf(kOwnAttachments, type); }

const MembershipRow* MembershipOf(std::string_view type) {
  const auto rows = RowsOf(kMemberships, type);
  return rows.empty() ? nullptr : &rows.front();
}

const Container* ContainerOf(std::string_view type) {
  const auto rows = RowsOf(kContainers, type);
  return rows.empty() ? nullptr : &rows.front();
}

std::span<const SynthesizedCondition> SynthesizedConditionsOf(std::string_view type) {
  return RowsOf(kConditions, type);
}

}  // namespace iampolicy::carriers::terraform
