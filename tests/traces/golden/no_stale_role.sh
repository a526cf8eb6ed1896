#!/usr/bin/env bash
# no_stale_role: violated (with Account=1, Service=1)
# Where nothing of the integration is left, no member has the service's role.
set -euo pipefail

# MANAGEMENT_PROFILE: a profile of the AWS CLI with administrator's credentials of the management
# account
: "${MANAGEMENT_PROFILE:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_EMAIL: an e-mail address that no AWS account has yet, for the new account1
: "${ACCOUNT1_EMAIL:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_NAME: a name for the new account1
: "${ACCOUNT1_NAME:?is not set; a comment in the script says what it stands for}"

# SERVICE1_PRINCIPAL: the service principal of service1, such as config.amazonaws.com
: "${SERVICE1_PRINCIPAL:?is not set; a comment in the script says what it stands for}"

# 1. The management account creates the organization with all features on.
# By management account: organizations:CreateOrganization.
aws --profile "$MANAGEMENT_PROFILE" organizations create-organization --feature-set ALL

# 2. service1's administrator enables the service, which sets itself up and enables trusted access
# with it.
# By service administrator: the service's own.
# No command: it is the service's own; enable the integration in the console or the API of service1,
# then go on.

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

# 4. Organizations creates service1's role in a member account (account1), by its own role there.
# By AWS Organizations.
# No command: AWS Organizations does it by itself; wait until account1 has the service-linked role
# of service1.

# 5. A member account (account1) leaves: its handshake and the policies on it end.
# By member administrator (account1): organizations:LeaveOrganization.
aws --profile "$ACCOUNT1_PROFILE" organizations leave-organization

# 6. The management account disables trusted access, and a configured service (service1) begins to
# clean up.
# By management account: organizations:DisableAWSServiceAccess.
aws --profile "$MANAGEMENT_PROFILE" organizations disable-aws-service-access \
  --service-principal "$SERVICE1_PRINCIPAL"

# 7. service1 has cleaned up: no member has its role any more.
# By trusted service (service1).
# No command: service1 does it by itself; wait until it has cleaned up.

# 8. The management account invites an existing account (account1).
# By management account: organizations:InviteAccountToOrganization.
ACCOUNT1_INVITATION=$(aws --profile "$MANAGEMENT_PROFILE" organizations invite-account-to-organization \
  --target "Id=$ACCOUNT1_ID,Type=ACCOUNT" --query Handshake.Id --output text)

# 9. The invited account (account1) joins, and is given the Organizations role if it has none.
# By member administrator (account1): organizations:AcceptHandshake.
aws --profile "$ACCOUNT1_PROFILE" organizations accept-handshake --handshake-id "$ACCOUNT1_INVITATION"
