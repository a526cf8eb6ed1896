#!/usr/bin/env bash
# role_present: violated (with Account=1, Service=1)
# Where all features are on, every member has the role.
set -euo pipefail

# MANAGEMENT_PROFILE: a profile of the AWS CLI with administrator's credentials of the management
# account
: "${MANAGEMENT_PROFILE:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_EMAIL: an e-mail address that no AWS account has yet, for the new account1
: "${ACCOUNT1_EMAIL:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_NAME: a name for the new account1
: "${ACCOUNT1_NAME:?is not set; a comment in the script says what it stands for}"

# 1. The management account creates the organization with consolidated billing features only.
# By management account: organizations:CreateOrganization.
aws --profile "$MANAGEMENT_PROFILE" organizations create-organization --feature-set CONSOLIDATED_BILLING

# 2. The management account begins to enable all features: pending invitations end, and every
# invited member, and every created member without the Organizations role, is asked.
# By management account: organizations:EnableAllFeatures.
ALL_FEATURES_HANDSHAKE=$(aws --profile "$MANAGEMENT_PROFILE" organizations enable-all-features \
  --query Handshake.Id --output text)

# 3. The management account creates a member account (account1), which comes with the Organizations
# role and with no other.
# By management account: organizations:CreateAccount.
ACCOUNT1_REQUEST=$(aws --profile "$MANAGEMENT_PROFILE" organizations create-account \
  --email "$ACCOUNT1_EMAIL" --account-name "$ACCOUNT1_NAME" --query CreateAccountStatus.Id --output text)
ACCOUNT1_STATE=IN_PROGRESS
while [[ "$ACCOUNT1_STATE" == IN_PROGRESS ]]; do
  sleep 5
  ACCOUNT1_STATE=$(aws --profile "$MANAGEMENT_PROFILE" organizations describe-create-account-status \
    --create-account-request-id "$ACCOUNT1_REQUEST" --query CreateAccountStatus.State --output text)
done
[[ "$ACCOUNT1_STATE" == SUCCEEDED ]]
ACCOUNT1_ID=$(aws --profile "$MANAGEMENT_PROFILE" organizations describe-create-account-status \
  --create-account-request-id "$ACCOUNT1_REQUEST" --query CreateAccountStatus.AccountId --output text)
ACCOUNT1_PROFILE="replay-$ACCOUNT1_ID"
aws configure set role_arn "arn:aws:iam::$ACCOUNT1_ID:role/OrganizationAccountAccessRole" \
  --profile "$ACCOUNT1_PROFILE"
aws configure set source_profile "$MANAGEMENT_PROFILE" --profile "$ACCOUNT1_PROFILE"

# 4. account1's administrator deletes the Organizations role, which no member can once all features
# are on.
# By member administrator (account1): iam:DeleteServiceLinkedRole.
ACCOUNT1_DELETION=$(aws --profile "$ACCOUNT1_PROFILE" iam delete-service-linked-role \
  --role-name AWSServiceRoleForOrganizations --query DeletionTaskId --output text)
ACCOUNT1_STATE=IN_PROGRESS
while [[ "$ACCOUNT1_STATE" == NOT_STARTED || "$ACCOUNT1_STATE" == IN_PROGRESS ]]; do
  sleep 5
  ACCOUNT1_STATE=$(aws --profile "$ACCOUNT1_PROFILE" iam get-service-linked-role-deletion-status \
    --deletion-task-id "$ACCOUNT1_DELETION" --query Status --output text)
done
[[ "$ACCOUNT1_STATE" == SUCCEEDED ]]

# 5. When no request is open or declined and every member has the Organizations role, the management
# account turns all features on. (Under a changed rule.)
# By management account: organizations:AcceptHandshake.
aws --profile "$MANAGEMENT_PROFILE" organizations accept-handshake --handshake-id "$ALL_FEATURES_HANDSHAKE"
