"""How the rules stand, that plans are judged by: on AWS's page, its API, its user guide, or an assumption.

Where the page leaves a question open (Q1 to Q13: changes/), the sentence says what the other answer would be.
"""

from __future__ import annotations

from collections.abc import Mapping

STANDING: Mapping[str, str] = {
    "create_organization_with_consolidated_billing": "API",
    "create_organization_with_all_features": "API",
    "create_account": "page",
    "invite_account": "API; Q12: under `inviting_continues` also while all features are being enabled",
    "accept_invitation": "page",
    "decline_invitation": "API",
    "leave_organization": "API; Q3: under `roles_leave` the services' roles go with the account",
    "remove_account": "API; Q3: under `roles_leave` the services' roles go with the account",
    "delete_organizations_role": "page; Q6: under `frozen_role` not while all features are being enabled, either",
    "restore_organizations_role": "page",
    "begin_enabling_all_features": "page and user guide; Q2: under `unasked` invitations stay pending; "
    "Q7: under `each_created` every created account is asked, too",
    "agree_to_all_features": "page",
    "decline_all_features": "user guide",
    "resend_request": "user guide",
    "finalize_all_features": "page; Q1: under `literal` the members' roles are not checked again",
    "cancel_all_features": "API",
    "attach_denying_policy": "API",
    "detach_denying_policy": "API",
    "enable_trusted_access": "API; Q9: under `organizations_only` it sets the service up, too; "
    "Q10: under `resumes` a service that was left behind goes on",
    "disable_trusted_access": "page; Q4: under `stops_at_once` tasks end, too; "
    "Q5: under `practice` only when the service has cleaned up",
    "enable_from_service": "page; Q9: under `organizations_only` no service can be switched from its own side; "
    "Q13: under `re_enable_at_once` also while the service cleans up",
    "disable_from_service": "page; Q9: under `organizations_only` no service can be switched from its own side; "
    "Q11: under `clean_later` leftovers need no trusted access",
    "close_down_from_service": "page; Q9: under `organizations_only` no service can be switched from its own side",
    "complete_clean_up": "page; Q8: under `roles_remain` the service's roles may stay",
    "complete_closing_down": "page; Q8: under `roles_remain` the service's roles may stay",
    "stop_without_clean_up": "page",
    "create_service_role": "page",
    "remove_service_role": "page",
    "perform_task": "page; Q4: under `stops_at_once` not without trusted access",
    "aggregate_data": "page; Q4: under `stops_at_once` tasks end, too",
    "use_service": "page",
    "perform_task_with_own_role": "page",
    "register_delegated_administrator": "user guide",
    "deregister_delegated_administrator": "user guide",
    "begin_own_use": "assumption",
    "end_own_use": "assumption",
    "Integration": "assumption: what a service has set up can't be seen through Organizations",
    "OwnUse": "assumption: an account's own use of a service can't be seen",
    "ServiceControlPolicy": "assumption: what policies deny is not read",
}
"""Each event's standing, and that of machines that are not seen. Q1 to Q13 are the rulebook's questions."""
