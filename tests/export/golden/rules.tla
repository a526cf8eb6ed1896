---------------------------- MODULE Rules ----------------------------

\* Generated from the compiled rules; not edited.

CONSTANTS Account, Service

VARIABLES all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access

vars == << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

TypeOK ==
  /\ all_features_handshake \in [Account -> {"none", "requested", "accepted", "declined"}]
  /\ integration \in [Service -> {"absent", "configured", "cleaning_up", "closing_down", "left_behind"}]
  /\ membership \in [Account -> {"outside", "invited", "invited_member", "created_member"}]
  /\ organization \in {"not_created", "consolidated_billing", "enabling_all_features", "all_features"}
  /\ organizations_role \in [Account -> {"absent", "present"}]
  /\ service_control_policy \in [Account -> {"allowing", "denying"}]
  /\ service_role \in [Account \X Service -> {"absent", "present"}]
  /\ trusted_access \in [Service -> {"disabled", "enabled"}]

Init ==
  /\ all_features_handshake = [x \in Account |-> "none"]
  /\ integration = [x \in Service |-> "absent"]
  /\ membership = [x \in Account |-> "outside"]
  /\ organization = "not_created"
  /\ organizations_role = [x \in Account |-> "absent"]
  /\ service_control_policy = [x \in Account |-> "allowing"]
  /\ service_role = [x \in Account \X Service |-> "absent"]
  /\ trusted_access = [x \in Service |-> "disabled"]

asked(account) == (membership[account] = "invited_member" \/ (membership[account] = "created_member" /\ organizations_role[account] = "absent"))

cleaning(service) == integration[service] \in {"cleaning_up", "closing_down"}

member(account) == membership[account] \in {"invited_member", "created_member"}

\* The management account creates the organization with consolidated billing features only.
create_organization_with_consolidated_billing ==
  /\ organization = "not_created"
  /\ organization' = "consolidated_billing"
  /\ UNCHANGED << all_features_handshake, integration, membership, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account creates the organization with all features on.
create_organization_with_all_features ==
  /\ organization = "not_created"
  /\ organization' = "all_features"
  /\ UNCHANGED << all_features_handshake, integration, membership, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account creates a member account, which comes with the Organizations role and with no other.
create_account(account) ==
  /\ ~(organization = "not_created")
  /\ membership[account] = "outside"
  /\ membership' = [membership EXCEPT ![account] = "created_member"]
  /\ organizations_role' = [organizations_role EXCEPT ![account] = "present"]
  /\ service_role' = [any_account \in Account, any_service \in Service |-> IF any_account = account THEN "absent" ELSE service_role[any_account, any_service]]
  /\ UNCHANGED << all_features_handshake, integration, organization, service_control_policy, trusted_access >>

\* The management account invites an existing account.
invite_account(account) ==
  /\ organization \in {"consolidated_billing", "all_features"}
  /\ membership[account] = "outside"
  /\ membership' = [membership EXCEPT ![account] = "invited"]
  /\ UNCHANGED << all_features_handshake, integration, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The invited account joins, and is given the Organizations role if it has none.
accept_invitation(account) ==
  /\ membership[account] = "invited"
  /\ membership' = [membership EXCEPT ![account] = "invited_member"]
  /\ organizations_role' = [organizations_role EXCEPT ![account] = "present"]
  /\ UNCHANGED << all_features_handshake, integration, organization, service_control_policy, service_role, trusted_access >>

\* The invited account declines, or the management account cancels the invitation.
decline_invitation(account) ==
  /\ membership[account] = "invited"
  /\ membership' = [membership EXCEPT ![account] = "outside"]
  /\ UNCHANGED << all_features_handshake, integration, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* A member account leaves: its handshake and the policies on it end.
leave_organization(account) ==
  /\ membership[account] \in {"invited_member", "created_member"}
  /\ all_features_handshake' = [all_features_handshake EXCEPT ![account] = "none"]
  /\ membership' = [membership EXCEPT ![account] = "outside"]
  /\ service_control_policy' = [service_control_policy EXCEPT ![account] = "allowing"]
  /\ UNCHANGED << integration, organization, organizations_role, service_role, trusted_access >>

\* The management account removes a member account: its handshake and the policies on it end.
remove_account(account) ==
  /\ membership[account] \in {"invited_member", "created_member"}
  /\ all_features_handshake' = [all_features_handshake EXCEPT ![account] = "none"]
  /\ membership' = [membership EXCEPT ![account] = "outside"]
  /\ service_control_policy' = [service_control_policy EXCEPT ![account] = "allowing"]
  /\ UNCHANGED << integration, organization, organizations_role, service_role, trusted_access >>

\* The account's administrator deletes the Organizations role, which no member can once all features are on.
delete_organizations_role(account) ==
  /\ ~((organization = "all_features" /\ member(account)))
  /\ organizations_role[account] = "present"
  /\ organizations_role' = [organizations_role EXCEPT ![account] = "absent"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, service_control_policy, service_role, trusted_access >>

\* A member's administrator restores the Organizations role.
restore_organizations_role(account) ==
  /\ member(account)
  /\ organizations_role[account] = "absent"
  /\ organizations_role' = [organizations_role EXCEPT ![account] = "present"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, service_control_policy, service_role, trusted_access >>

\* The management account begins to enable all features: pending invitations end, and every invited member, and every created member without the Organizations role, is asked.
begin_enabling_all_features ==
  /\ organization = "consolidated_billing"
  /\ all_features_handshake' = [any_account \in Account |-> IF asked(any_account) THEN "requested" ELSE all_features_handshake[any_account]]
  /\ membership' = [any_account \in Account |-> IF membership[any_account] = "invited" THEN "outside" ELSE membership[any_account]]
  /\ organization' = "enabling_all_features"
  /\ UNCHANGED << integration, organizations_role, service_control_policy, service_role, trusted_access >>

\* The administrator of an account that was asked agrees, and the account has the Organizations role.
agree_to_all_features(account) ==
  /\ all_features_handshake[account] = "requested"
  /\ all_features_handshake' = [all_features_handshake EXCEPT ![account] = "accepted"]
  /\ organizations_role' = [organizations_role EXCEPT ![account] = "present"]
  /\ UNCHANGED << integration, membership, organization, service_control_policy, service_role, trusted_access >>

\* The administrator of an account that was asked declines.
decline_all_features(account) ==
  /\ all_features_handshake[account] = "requested"
  /\ all_features_handshake' = [all_features_handshake EXCEPT ![account] = "declined"]
  /\ UNCHANGED << integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account sends a declined request again.
resend_request(account) ==
  /\ all_features_handshake[account] = "declined"
  /\ all_features_handshake' = [all_features_handshake EXCEPT ![account] = "requested"]
  /\ UNCHANGED << integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* When no request is open or declined and every member has the Organizations role, the management account turns all features on.
finalize_all_features ==
  /\ (\A account \in Account: ~(all_features_handshake[account] \in {"requested", "declined"}))
  /\ (\A account \in Account: (~(member(account)) \/ organizations_role[account] = "present"))
  /\ organization = "enabling_all_features"
  /\ all_features_handshake' = [any_account \in Account |-> "none"]
  /\ organization' = "all_features"
  /\ UNCHANGED << integration, membership, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account calls the process off, or it expires.
cancel_all_features ==
  /\ organization = "enabling_all_features"
  /\ all_features_handshake' = [any_account \in Account |-> "none"]
  /\ organization' = "consolidated_billing"
  /\ UNCHANGED << integration, membership, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account attaches an SCP that denies the account's users and roles the trusted services.
attach_denying_policy(account) ==
  /\ organization = "all_features"
  /\ member(account)
  /\ service_control_policy[account] = "allowing"
  /\ service_control_policy' = [service_control_policy EXCEPT ![account] = "denying"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_role, trusted_access >>

\* The management account detaches the SCP that denies.
detach_denying_policy(account) ==
  /\ organization = "all_features"
  /\ member(account)
  /\ service_control_policy[account] = "denying"
  /\ service_control_policy' = [service_control_policy EXCEPT ![account] = "allowing"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_role, trusted_access >>

\* Organizations creates the service's role in a member account, by its own role there.
create_service_role(account, service) ==
  /\ member(account)
  /\ organizations_role[account] = "present"
  /\ trusted_access[service] = "enabled"
  /\ integration[service] = "configured"
  /\ service_role[account, service] = "absent"
  /\ service_role' = [service_role EXCEPT ![account, service] = "present"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, trusted_access >>

\* The service, or the account, removes the service's role where the service does not need it.
remove_service_role(account, service) ==
  /\ (cleaning(service) \/ trusted_access[service] = "disabled" \/ ~(member(account)))
  /\ service_role[account, service] = "present"
  /\ service_role' = [service_role EXCEPT ![account, service] = "absent"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, trusted_access >>

\* The service performs a task in a member account, with its service-linked role.
perform_task(account, service) ==
  /\ member(account)
  /\ service_role[account, service] = "present"
  /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service))
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The service aggregates data from a member account, with its service-linked role.
aggregate_data(account, service) ==
  /\ member(account)
  /\ service_role[account, service] = "present"
  /\ trusted_access[service] = "enabled"
  /\ integration[service] = "configured"
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* A user or role of the account uses the service.
use_service(account, service) ==
  /\ service_control_policy[account] = "allowing"
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The service performs a task in a member account with a role of the account's own.
perform_task_with_own_role(account, service) ==
  /\ member(account)
  /\ service_control_policy[account] = "allowing"
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The management account enables trusted access for the service.
enable_trusted_access(service) ==
  /\ organization = "all_features"
  /\ trusted_access[service] = "disabled"
  /\ trusted_access' = [trusted_access EXCEPT ![service] = "enabled"]
  /\ UNCHANGED << all_features_handshake, integration, membership, organization, organizations_role, service_control_policy, service_role >>

\* The management account disables trusted access, and a configured service begins to clean up.
disable_trusted_access(service) ==
  /\ trusted_access[service] = "enabled"
  /\ integration' = [any_service \in Service |-> IF any_service = service /\ integration[service] = "configured" THEN "cleaning_up" ELSE integration[any_service]]
  /\ trusted_access' = [trusted_access EXCEPT ![service] = "disabled"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role >>

\* The service's administrator enables the service, which sets itself up and enables trusted access with it.
enable_from_service(service) ==
  /\ organization = "all_features"
  /\ integration[service] \in {"absent", "left_behind"}
  /\ integration' = [integration EXCEPT ![service] = "configured"]
  /\ trusted_access' = [trusted_access EXCEPT ![service] = "enabled"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role >>

\* The service's administrator disables the service, which begins to clean up.
disable_from_service(service) ==
  /\ trusted_access[service] = "enabled"
  /\ integration[service] \in {"configured", "left_behind"}
  /\ integration' = [integration EXCEPT ![service] = "cleaning_up"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The service's administrator disables the service and has it disable trusted access when it has cleaned up.
close_down_from_service(service) ==
  /\ trusted_access[service] = "enabled"
  /\ integration[service] \in {"configured", "left_behind"}
  /\ integration' = [integration EXCEPT ![service] = "closing_down"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The service has cleaned up: no member has its role any more.
complete_clean_up(service) ==
  /\ (\A account \in Account: ~((member(account) /\ service_role[account, service] = "present")))
  /\ integration[service] = "cleaning_up"
  /\ integration' = [integration EXCEPT ![service] = "absent"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

\* The service has cleaned up and disables trusted access.
complete_closing_down(service) ==
  /\ (\A account \in Account: ~((member(account) /\ service_role[account, service] = "present")))
  /\ integration[service] = "closing_down"
  /\ integration' = [integration EXCEPT ![service] = "absent"]
  /\ trusted_access' = [trusted_access EXCEPT ![service] = "disabled"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role >>

\* Without trusted access, the service stops, and leaves behind what it has set up.
stop_without_clean_up(service) ==
  /\ trusted_access[service] = "disabled"
  /\ integration[service] \in {"cleaning_up", "closing_down"}
  /\ integration' = [integration EXCEPT ![service] = "left_behind"]
  /\ UNCHANGED << all_features_handshake, membership, organization, organizations_role, service_control_policy, service_role, trusted_access >>

Next ==
  \/ create_organization_with_consolidated_billing
  \/ create_organization_with_all_features
  \/ \E account \in Account: create_account(account)
  \/ \E account \in Account: invite_account(account)
  \/ \E account \in Account: accept_invitation(account)
  \/ \E account \in Account: decline_invitation(account)
  \/ \E account \in Account: leave_organization(account)
  \/ \E account \in Account: remove_account(account)
  \/ \E account \in Account: delete_organizations_role(account)
  \/ \E account \in Account: restore_organizations_role(account)
  \/ begin_enabling_all_features
  \/ \E account \in Account: agree_to_all_features(account)
  \/ \E account \in Account: decline_all_features(account)
  \/ \E account \in Account: resend_request(account)
  \/ finalize_all_features
  \/ cancel_all_features
  \/ \E account \in Account: attach_denying_policy(account)
  \/ \E account \in Account: detach_denying_policy(account)
  \/ \E account \in Account: \E service \in Service: create_service_role(account, service)
  \/ \E account \in Account: \E service \in Service: remove_service_role(account, service)
  \/ \E account \in Account: \E service \in Service: perform_task(account, service)
  \/ \E account \in Account: \E service \in Service: aggregate_data(account, service)
  \/ \E account \in Account: \E service \in Service: use_service(account, service)
  \/ \E account \in Account: \E service \in Service: perform_task_with_own_role(account, service)
  \/ \E service \in Service: enable_trusted_access(service)
  \/ \E service \in Service: disable_trusted_access(service)
  \/ \E service \in Service: enable_from_service(service)
  \/ \E service \in Service: disable_from_service(service)
  \/ \E service \in Service: close_down_from_service(service)
  \/ \E service \in Service: complete_clean_up(service)
  \/ \E service \in Service: complete_closing_down(service)
  \/ \E service \in Service: stop_without_clean_up(service)

Spec == Init /\ [][Next]_vars

Fair ==
  /\ \A account \in Account: \A service \in Service: WF_vars(remove_service_role(account, service))
  /\ \A service \in Service: WF_vars(complete_clean_up(service))
  /\ \A service \in Service: WF_vars(complete_closing_down(service))
  /\ \A service \in Service: WF_vars(stop_without_clean_up(service))

\* All features, once on, can't be turned off (from the user guide, not from the page).
\* Expected: holds.
P_all_features_permanent == [][~((organization = "all_features") /\ (~(organization = "all_features"))')]_vars

\* All features cannot come on while an invited member has not agreed.
\* Expected: holds.
P_consent == ~(((\A account \in Account: ~(all_features_handshake[account] \in {"requested", "declined"})) /\ (\A account \in Account: (~(member(account)) \/ organizations_role[account] = "present")) /\ organization = "enabling_all_features" /\ (\E account \in Account: (membership[account] = "invited_member" /\ ~(all_features_handshake[account] = "accepted")))))

\* Where every member is created and has the role, beginning is enough: finalizing can follow at once.
\* Expected: holds.
P_created_accounts_have_no_veto == [][(begin_enabling_all_features => ~(((\A account \in Account: (~(member(account)) \/ (membership[account] = "created_member" /\ organizations_role[account] = "present")))) /\ (~(((\A account \in Account: ~(all_features_handshake[account] \in {"requested", "declined"})) /\ (\A account \in Account: (~(member(account)) \/ organizations_role[account] = "present")) /\ organization = "enabling_all_features")))'))]_vars

\* Who may agree: an invited member creates the role only where it is absent, a created one always may have to.
\* Expected: holds.
\* P_agreement_permissions is not stated: permissions are not part of the state.

\* Some event that changes something can always happen.
\* Expected: holds.
P_no_deadlock == ~((~((organization = "not_created" /\ organization \in {"not_created", "enabling_all_features", "all_features"})) /\ ~((organization = "not_created" /\ organization \in {"not_created", "consolidated_billing", "enabling_all_features"})) /\ (\A account \in Account: ~((~(organization = "not_created") /\ membership[account] = "outside" /\ (membership[account] \in {"outside", "invited", "invited_member"} \/ organizations_role[account] = "absent" \/ (\E service \in Service: service_role[account, service] = "present"))))) /\ (\A account \in Account: ~((organization \in {"consolidated_billing", "all_features"} /\ membership[account] = "outside" /\ membership[account] \in {"outside", "invited_member", "created_member"}))) /\ (\A account \in Account: ~((membership[account] = "invited" /\ (membership[account] \in {"outside", "invited", "created_member"} \/ organizations_role[account] = "absent")))) /\ (\A account \in Account: ~((membership[account] = "invited" /\ membership[account] \in {"invited", "invited_member", "created_member"}))) /\ (\A account \in Account: ~((membership[account] \in {"invited_member", "created_member"} /\ (all_features_handshake[account] \in {"requested", "accepted", "declined"} \/ membership[account] \in {"invited", "invited_member", "created_member"} \/ service_control_policy[account] = "denying")))) /\ (\A account \in Account: ~((membership[account] \in {"invited_member", "created_member"} /\ (all_features_handshake[account] \in {"requested", "accepted", "declined"} \/ membership[account] \in {"invited", "invited_member", "created_member"} \/ service_control_policy[account] = "denying")))) /\ (\A account \in Account: ~((~((organization = "all_features" /\ member(account))) /\ organizations_role[account] = "present" /\ organizations_role[account] = "present"))) /\ (\A account \in Account: ~((member(account) /\ organizations_role[account] = "absent" /\ organizations_role[account] = "absent"))) /\ ~((organization = "consolidated_billing" /\ ((\E account \in Account: (asked(account) /\ all_features_handshake[account] \in {"none", "accepted", "declined"})) \/ (\E account \in Account: (membership[account] = "invited" /\ membership[account] \in {"invited", "invited_member", "created_member"})) \/ organization \in {"not_created", "consolidated_billing", "all_features"}))) /\ (\A account \in Account: ~((all_features_handshake[account] = "requested" /\ (all_features_handshake[account] \in {"none", "requested", "declined"} \/ organizations_role[account] = "absent")))) /\ (\A account \in Account: ~((all_features_handshake[account] = "requested" /\ all_features_handshake[account] \in {"none", "requested", "accepted"}))) /\ (\A account \in Account: ~((all_features_handshake[account] = "declined" /\ all_features_handshake[account] \in {"none", "accepted", "declined"}))) /\ ~(((\A account \in Account: ~(all_features_handshake[account] \in {"requested", "declined"})) /\ (\A account \in Account: (~(member(account)) \/ organizations_role[account] = "present")) /\ organization = "enabling_all_features" /\ ((\E account \in Account: all_features_handshake[account] \in {"requested", "accepted", "declined"}) \/ organization \in {"not_created", "consolidated_billing", "enabling_all_features"}))) /\ ~((organization = "enabling_all_features" /\ ((\E account \in Account: all_features_handshake[account] \in {"requested", "accepted", "declined"}) \/ organization \in {"not_created", "enabling_all_features", "all_features"}))) /\ (\A account \in Account: ~((organization = "all_features" /\ member(account) /\ service_control_policy[account] = "allowing" /\ service_control_policy[account] = "allowing"))) /\ (\A account \in Account: ~((organization = "all_features" /\ member(account) /\ service_control_policy[account] = "denying" /\ service_control_policy[account] = "denying"))) /\ (\A account \in Account: (\A service \in Service: ~((member(account) /\ organizations_role[account] = "present" /\ trusted_access[service] = "enabled" /\ integration[service] = "configured" /\ service_role[account, service] = "absent" /\ service_role[account, service] = "absent")))) /\ (\A account \in Account: (\A service \in Service: ~(((cleaning(service) \/ trusted_access[service] = "disabled" \/ ~(member(account))) /\ service_role[account, service] = "present" /\ service_role[account, service] = "present")))) /\ (\A service \in Service: ~((organization = "all_features" /\ trusted_access[service] = "disabled" /\ trusted_access[service] = "disabled"))) /\ (\A service \in Service: ~((trusted_access[service] = "enabled" /\ ((integration[service] = "configured" /\ integration[service] \in {"absent", "configured", "closing_down", "left_behind"}) \/ trusted_access[service] = "enabled")))) /\ (\A service \in Service: ~((organization = "all_features" /\ integration[service] \in {"absent", "left_behind"} /\ (integration[service] \in {"absent", "cleaning_up", "closing_down", "left_behind"} \/ trusted_access[service] = "disabled")))) /\ (\A service \in Service: ~((trusted_access[service] = "enabled" /\ integration[service] \in {"configured", "left_behind"} /\ integration[service] \in {"absent", "configured", "closing_down", "left_behind"}))) /\ (\A service \in Service: ~((trusted_access[service] = "enabled" /\ integration[service] \in {"configured", "left_behind"} /\ integration[service] \in {"absent", "configured", "cleaning_up", "left_behind"}))) /\ (\A service \in Service: ~(((\A account \in Account: ~((member(account) /\ service_role[account, service] = "present"))) /\ integration[service] = "cleaning_up" /\ integration[service] \in {"configured", "cleaning_up", "closing_down", "left_behind"}))) /\ (\A service \in Service: ~(((\A account \in Account: ~((member(account) /\ service_role[account, service] = "present"))) /\ integration[service] = "closing_down" /\ (integration[service] \in {"configured", "cleaning_up", "closing_down", "left_behind"} \/ trusted_access[service] = "enabled")))) /\ (\A service \in Service: ~((trusted_access[service] = "disabled" /\ integration[service] \in {"cleaning_up", "closing_down"} /\ integration[service] \in {"absent", "configured", "cleaning_up", "closing_down"})))))

\* From everywhere, all features can be reached, with no account leaving or being removed.
\* Expected: holds.
\* P_all_features_reachable is not stated: it speaks of what could still be reached, which is not a property of one behaviour.

\* Where every member is created and has the role, the management account alone can reach all features.
\* Expected: holds.
\* P_management_can_finish is not stated: it speaks of what could still be reached, which is not a property of one behaviour.

\* Right after clean-up or closing down completes, no member has the service's role.
\* Expected: holds.
P_clean_up_leaves_nothing == [][\A service \in Service: (complete_clean_up(service) => ~(~((\A account \in Account: ~((member(account) /\ service_role[account, service] = "present")))))')]_vars /\ [][\A service \in Service: (complete_closing_down(service) => ~(~((\A account \in Account: ~((member(account) /\ service_role[account, service] = "present")))))')]_vars

\* Where nothing of the integration is left, no member has the service's role.
\* Expected: violated.
P_no_stale_role == \A service \in Service: \A account \in Account: ~((integration[service] = "absent" /\ member(account) /\ service_role[account, service] = "present"))

\* An integration is never left behind.
\* Expected: violated.
P_nothing_left_behind == \A service \in Service: ~(integration[service] = "left_behind")

\* From everywhere, each service can be brought back to where nothing of its integration is left.
\* Expected: holds.
\* P_left_behind_recoverable is not stated: it speaks of what could still be reached, which is not a property of one behaviour.

\* The same without granting trusted access anew.
\* Expected: violated.
\* P_leftovers_need_no_new_grant is not stated: it speaks of what could still be reached, which is not a property of one behaviour.

\* Cleaning does not last for ever, if the service and its roles' removal are treated fairly.
\* Expected: holds.
P_clean_up_ends == Fair => (\A service \in Service: ((cleaning(service)) ~> (~(cleaning(service)))))

\* Closing down leads, at one moment, to nothing left of the integration and trusted access disabled.
\* Expected: violated.
P_one_person_disables_all == Fair => (\A service \in Service: ((integration[service] = "closing_down") ~> ((integration[service] = "absent" /\ trusted_access[service] = "disabled"))))

\* Where all features are on, no event takes the role from an account that is a member before and after.
\* Expected: holds.
P_role_undeletable == [][\A account \in Account: ~(((organization = "all_features" /\ member(account) /\ organizations_role[account] = "present")) /\ ((member(account) /\ organizations_role[account] = "absent"))')]_vars

\* Where all features are on, every member has the role.
\* Expected: holds.
P_role_present == \A account \in Account: ((organization = "all_features" /\ member(account))) => (organizations_role[account] = "present")

\* After an account is created, accepts an invitation or agrees to all features, it has the role.
\* Expected: holds.
P_joining_provisions_the_role == [][\A account \in Account: (create_account(account) => ~(~(organizations_role[account] = "present"))')]_vars /\ [][\A account \in Account: (accept_invitation(account) => ~(~(organizations_role[account] = "present"))')]_vars /\ [][\A account \in Account: (agree_to_all_features(account) => ~(~(organizations_role[account] = "present"))')]_vars

\* The one use of the role, creating a service's role, happens only where all features are on.
\* Expected: holds.
P_role_unused_under_consolidated_billing == \A account \in Account: \A service \in Service: ((member(account) /\ organizations_role[account] = "present" /\ trusted_access[service] = "enabled" /\ integration[service] = "configured" /\ service_role[account, service] = "absent")) => (organization = "all_features")

\* Of the events that happen without a person as actor, creating a service's role alone depends on the role.
\* Expected: holds.
\* P_only_organizations_uses_its_role is not stated: it compares two copies of a state, which is not a property of one behaviour.

\* SCPs deny only where all features are on, and only members.
\* Expected: holds.
P_scp_only_with_all_features == \A account \in Account: (service_control_policy[account] = "denying") => ((organization = "all_features" /\ member(account)))

\* Whether service-linked roles are made, removed or used, and what that does, never depends on any SCP.
\* Expected: holds.
\* P_scp_exempts_service_linked_roles is not stated: it compares two copies of a state, which is not a property of one behaviour.

\* An account's own users and roles do depend on SCPs.
\* Expected: witnessed.
\* P_scp_binds_users is not stated: it asks for several things that can happen.

\* Where trusted access is disabled, no role of the service can be created.
\* Expected: holds.
P_no_new_roles_after_disabling == \A account \in Account: \A service \in Service: ~((member(account) /\ organizations_role[account] = "present" /\ trusted_access[service] = "enabled" /\ integration[service] = "configured" /\ service_role[account, service] = "absent" /\ trusted_access[service] = "disabled"))

\* Where trusted access is disabled, no data can be aggregated.
\* Expected: holds.
P_aggregation_stops_at_once == \A account \in Account: \A service \in Service: ~((member(account) /\ service_role[account, service] = "present" /\ trusted_access[service] = "enabled" /\ integration[service] = "configured" /\ trusted_access[service] = "disabled"))

\* A task can be performed although trusted access is disabled: in older accounts, until clean-up ends.
\* Expected: witnessed.
\* A witness: TLC finds it by violating this.
P_older_accounts_until_clean_up == \A account \in Account: \A service \in Service: ~(((member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service))) /\ trusted_access[service] = "disabled"))

\* Where nothing of the integration is at work, no task can be performed.
\* Expected: holds.
P_no_task_after_clean_up == \A account \in Account: \A service \in Service: ~((member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service)) /\ integration[service] \in {"absent", "left_behind"}))

\* A service can stop without clean-up while it could still perform tasks.
\* Expected: witnessed.
\* A witness: TLC finds it by violating this.
P_tasks_can_be_cut == \A service \in Service: \A account \in Account: ~(((trusted_access[service] = "disabled" /\ integration[service] \in {"cleaning_up", "closing_down"}) /\ (member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service)))))

\* No event makes a task newly possible where trusted access is disabled afterwards.
\* Expected: violated.
P_access_never_grows_while_disabled == [][\A account \in Account: \A service \in Service: ~((~((member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service))))) /\ (((member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service))) /\ trusted_access[service] = "disabled"))')]_vars

\* A task needs the service's role in that account.
\* Expected: holds.
P_no_task_without_role == \A account \in Account: \A service \in Service: ~((member(account) /\ service_role[account, service] = "present" /\ ((trusted_access[service] = "enabled" /\ integration[service] = "configured") \/ cleaning(service)) /\ service_role[account, service] = "absent"))

\* No event removes a service's role from an account that stays a member while the service is configured.
\* Expected: holds.
P_service_role_in_use_undeletable == [][\A account \in Account: \A service \in Service: ~(((member(account) /\ service_role[account, service] = "present" /\ integration[service] = "configured")) /\ ((member(account) /\ service_role[account, service] = "absent"))')]_vars

\* A service's role can be in one member and not in another.
\* Expected: witnessed.
\* A witness: TLC finds it by violating this.
P_not_necessarily_everywhere == \A service \in Service: ~(((\E account \in Account: (member(account) /\ service_role[account, service] = "present")) /\ (\E account \in Account: (member(account) /\ service_role[account, service] = "absent"))))

\* Trusted access is enabled only where all features are on (from the API's description).
\* Expected: holds.
P_trusted_access_needs_all_features == \A service \in Service: (trusted_access[service] = "enabled") => (organization = "all_features")

\* If the permission to enable is conditioned on approved service principals, no other service is ever enabled.
\* Expected: holds.
\* P_approved_services_only is not stated: it is asked of rules under which a permission is granted in some cases only.

\* A configured service has trusted access; and the service's permissions alone don't enable it first.
\* Expected: holds.
P_organizations_person_first_1 == \A service \in Service: (integration[service] = "configured") => (trusted_access[service] = "enabled")
P_organizations_person_first_2 == \A service \in Service: ((organization = "all_features" /\ integration[service] \in {"absent", "left_behind"} /\ trusted_access[service] = "disabled")) => (trusted_access[service] = "disabled")

\* Enabling in Organizations and then in the service leads where enabling in the service alone leads.
\* Expected: holds.
\* P_two_people_reach_what_one_does is not stated: it compares two behaviours.

\* Whether users can use a service never depends on its trusted access, integration or roles.
\* Expected: holds.
\* P_trusted_access_binds_no_user is not stated: it compares two copies of a state, which is not a property of one behaviour.

(* For TLC, in Rules.cfg:
SPECIFICATION Spec
CONSTANT Account = {account1, account2}
CONSTANT Service = {service1}
INVARIANT TypeOK
INVARIANT P_consent
INVARIANT P_no_deadlock
INVARIANT P_no_stale_role
INVARIANT P_nothing_left_behind
INVARIANT P_role_present
INVARIANT P_role_unused_under_consolidated_billing
INVARIANT P_scp_only_with_all_features
INVARIANT P_no_new_roles_after_disabling
INVARIANT P_aggregation_stops_at_once
INVARIANT P_older_accounts_until_clean_up
INVARIANT P_no_task_after_clean_up
INVARIANT P_tasks_can_be_cut
INVARIANT P_no_task_without_role
INVARIANT P_not_necessarily_everywhere
INVARIANT P_trusted_access_needs_all_features
INVARIANT P_organizations_person_first_1
INVARIANT P_organizations_person_first_2
PROPERTY P_all_features_permanent
PROPERTY P_created_accounts_have_no_veto
PROPERTY P_clean_up_leaves_nothing
PROPERTY P_clean_up_ends
PROPERTY P_one_person_disables_all
PROPERTY P_role_undeletable
PROPERTY P_joining_provisions_the_role
PROPERTY P_access_never_grows_while_disabled
PROPERTY P_service_role_in_use_undeletable
CHECK_DEADLOCK FALSE
*)

======================================================================
