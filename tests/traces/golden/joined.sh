#!/usr/bin/env bash
# how to reach some(Account, membership == 'invited_member') (with Account=1, Service=1)
set -euo pipefail

# MANAGEMENT_PROFILE: a profile of the AWS CLI with administrator's credentials of the management
# account
: "${MANAGEMENT_PROFILE:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_ID: the 12 digits of account1
: "${ACCOUNT1_ID:?is not set; a comment in the script says what it stands for}"

# ACCOUNT1_PROFILE: a profile of the AWS CLI with administrator's credentials of account1
: "${ACCOUNT1_PROFILE:?is not set; a comment in the script says what it stands for}"

# 1. The management account creates the organization with consolidated billing features only.
# By management account: organizations:CreateOrganization.
aws --profile "$MANAGEMENT_PROFILE" organizations create-organization --feature-set CONSOLIDATED_BILLING

# 2. The management account invites an existing account (account1).
# By management account: organizations:InviteAccountToOrganization.
ACCOUNT1_INVITATION=$(aws --profile "$MANAGEMENT_PROFILE" organizations invite-account-to-organization \
  --target "Id=$ACCOUNT1_ID,Type=ACCOUNT" --query Handshake.Id --output text)

# 3. The invited account (account1) joins, and is given the Organizations role if it has none.
# By member administrator (account1): organizations:AcceptHandshake.
aws --profile "$ACCOUNT1_PROFILE" organizations accept-handshake --handshake-id "$ACCOUNT1_INVITATION"
