---------------------------- MODULE Rules ----------------------------

\* Generated from the compiled rules; not edited.

CONSTANTS ResourceManager

VARIABLES transaction_manager, resource, prepared_message, heard, commit_message, abort_message

vars == << transaction_manager, resource, prepared_message, heard, commit_message, abort_message >>

TypeOK ==
  /\ transaction_manager \in {"undecided", "committed", "aborted"}
  /\ resource \in [ResourceManager -> {"working", "prepared", "committed", "aborted"}]
  /\ prepared_message \in [ResourceManager -> {"unsent", "sent"}]
  /\ heard \in [ResourceManager -> {"no", "yes"}]
  /\ commit_message \in {"unsent", "sent"}
  /\ abort_message \in {"unsent", "sent"}

Init ==
  /\ transaction_manager = "undecided"
  /\ resource = [x \in ResourceManager |-> "working"]
  /\ prepared_message = [x \in ResourceManager |-> "unsent"]
  /\ heard = [x \in ResourceManager |-> "no"]
  /\ commit_message = "unsent"
  /\ abort_message = "unsent"

\* A resource manager is prepared, and says so.
become_prepared(resource_manager) ==
  /\ resource[resource_manager] = "working"
  /\ prepared_message[resource_manager] = "unsent"
  /\ resource' = [resource EXCEPT ![resource_manager] = "prepared"]
  /\ prepared_message' = [prepared_message EXCEPT ![resource_manager] = "sent"]
  /\ UNCHANGED << transaction_manager, heard, commit_message, abort_message >>

\* A resource manager aborts by itself, as long as it has not said that it is prepared.
choose_to_abort(resource_manager) ==
  /\ resource[resource_manager] = "working"
  /\ resource' = [resource EXCEPT ![resource_manager] = "aborted"]
  /\ UNCHANGED << transaction_manager, prepared_message, heard, commit_message, abort_message >>

\* The transaction manager hears that a resource manager is prepared.
hear_prepared(resource_manager) ==
  /\ transaction_manager = "undecided"
  /\ prepared_message[resource_manager] = "sent"
  /\ heard[resource_manager] = "no"
  /\ heard' = [heard EXCEPT ![resource_manager] = "yes"]
  /\ UNCHANGED << transaction_manager, resource, prepared_message, commit_message, abort_message >>

\* When it has heard from all, the transaction manager commits, and tells all.
commit ==
  /\ (\A resource_manager \in ResourceManager: heard[resource_manager] = "yes")
  /\ transaction_manager = "undecided"
  /\ commit_message = "unsent"
  /\ transaction_manager' = "committed"
  /\ commit_message' = "sent"
  /\ UNCHANGED << resource, prepared_message, heard, abort_message >>

\* The transaction manager aborts, and tells all.
abort ==
  /\ transaction_manager = "undecided"
  /\ abort_message = "unsent"
  /\ transaction_manager' = "aborted"
  /\ abort_message' = "sent"
  /\ UNCHANGED << resource, prepared_message, heard, commit_message >>

\* A resource manager is told to commit.
receive_commit(resource_manager) ==
  /\ commit_message = "sent"
  /\ resource' = [resource EXCEPT ![resource_manager] = "committed"]
  /\ UNCHANGED << transaction_manager, prepared_message, heard, commit_message, abort_message >>

\* A resource manager is told to abort.
receive_abort(resource_manager) ==
  /\ abort_message = "sent"
  /\ resource' = [resource EXCEPT ![resource_manager] = "aborted"]
  /\ UNCHANGED << transaction_manager, prepared_message, heard, commit_message, abort_message >>

Next ==
  \/ \E resource_manager \in ResourceManager: become_prepared(resource_manager)
  \/ \E resource_manager \in ResourceManager: choose_to_abort(resource_manager)
  \/ \E resource_manager \in ResourceManager: hear_prepared(resource_manager)
  \/ commit
  \/ abort
  \/ \E resource_manager \in ResourceManager: receive_commit(resource_manager)
  \/ \E resource_manager \in ResourceManager: receive_abort(resource_manager)

Spec == Init /\ [][Next]_vars

\* No resource manager commits where another aborts.
\* Expected: holds.
P_consistency == ~((\E x_ \in ResourceManager: (\E y \in ResourceManager: (resource[x_] = "committed" /\ resource[y] = "aborted"))))

\* A resource manager commits only where all have been prepared.
\* Expected: holds.
P_nobody_commits_alone == \A resource_manager \in ResourceManager: (resource[resource_manager] = "committed") => ((\A resource_manager_ \in ResourceManager: resource[resource_manager_] \in {"prepared", "committed"}))

\* Who has said that it is prepared does not abort by itself.
\* Expected: holds.
P_no_change_of_mind == \A resource_manager \in ResourceManager: ~((resource[resource_manager] = "working" /\ prepared_message[resource_manager] = "sent"))

\* All resource managers can end up committed.
\* Expected: witnessed.
\* A witness: TLC finds it by violating this.
P_all_can_commit == ~((\A resource_manager \in ResourceManager: resource[resource_manager] = "committed"))

(* For TLC, in Rules.cfg:
SPECIFICATION Spec
CONSTANT ResourceManager = {resource_manager1, resource_manager2}
INVARIANT TypeOK
INVARIANT P_consistency
INVARIANT P_nobody_commits_alone
INVARIANT P_no_change_of_mind
INVARIANT P_all_can_commit
CHECK_DEADLOCK FALSE
*)

======================================================================
