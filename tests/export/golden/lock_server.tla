---------------------------- MODULE Rules ----------------------------

\* Generated from the compiled rules; not edited.

CONSTANTS Client

VARIABLES server, lock

vars == << server, lock >>

TypeOK ==
  /\ server \in {"free", "taken"}
  /\ lock \in [Client -> {"idle", "waiting", "holding"}]

Init ==
  /\ server = "free"
  /\ lock = [x \in Client |-> "idle"]

\* A client asks for the lock.
ask(client) ==
  /\ lock[client] = "idle"
  /\ lock' = [lock EXCEPT ![client] = "waiting"]
  /\ UNCHANGED << server >>

\* The server gives the lock to a client that waits.
grant(client) ==
  /\ server = "free"
  /\ lock[client] = "waiting"
  /\ server' = "taken"
  /\ lock' = [lock EXCEPT ![client] = "holding"]

\* A client gives the lock back.
release(client) ==
  /\ server = "taken"
  /\ lock[client] = "holding"
  /\ server' = "free"
  /\ lock' = [lock EXCEPT ![client] = "idle"]

Next ==
  \/ \E client \in Client: ask(client)
  \/ \E client \in Client: grant(client)
  \/ \E client \in Client: release(client)

Spec == Init /\ [][Next]_vars

\* No two clients hold the lock at once.
\* Expected: holds.
P_one_client_holds_the_lock == (\A x_ \in Client: (\A y \in Client: (x_ = y \/ ~((lock[x_] = "holding" /\ lock[y] = "holding")))))

\* Some client can hold the lock.
\* Expected: witnessed.
\* A witness: TLC finds it by violating this.
P_the_lock_can_be_had == \A client \in Client: ~(lock[client] = "holding")

\* From everywhere the server can have the lock again.
\* Expected: holds.
\* P_the_server_gets_the_lock_back is not stated: it speaks of what could still be reached, which is not a property of one behaviour.

(* For TLC, in Rules.cfg:
SPECIFICATION Spec
CONSTANT Client = {client1, client2}
INVARIANT TypeOK
INVARIANT P_one_client_holds_the_lock
INVARIANT P_the_lock_can_be_had
CHECK_DEADLOCK FALSE
*)

======================================================================
