---------------------------- MODULE Rules ----------------------------

\* Generated from the compiled rules; not edited.

CONSTANTS Box, Item

VARIABLES place, lid, full

vars == << place, lid, full >>

TypeOK ==
  /\ place \in [Item \X Box -> {"out", "inside"}]
  /\ lid \in [Box -> {"shut", "open"}]
  /\ full \in {"no", "yes"}

Init ==
  /\ place = [x \in Item \X Box |-> "out"]
  /\ lid = [x \in Box |-> "shut"]
  /\ full = "no"

crowded == full = "yes"

\* An item is put into a box.
put(item, box) ==
  /\ lid[box] = "open"
  /\ place[item, box] = "out"
  /\ place' = [place EXCEPT ![item, box] = "inside"]
  /\ full' = "yes"
  /\ UNCHANGED << lid >>

\* A box is emptied.
empty(box) ==
  /\ (\E item \in Item: place[item, box] = "inside")
  /\ place' = [any_item \in Item, any_box \in Box |-> IF any_box = box THEN "out" ELSE place[any_item, any_box]]
  /\ UNCHANGED << lid, full >>

\* All is shaken.
shake ==
  /\ ((\A box \in Box: lid[box] = "open") \/ crowded)
  /\ lid' = [any_box \in Box |-> IF (lid[any_box] = "open" /\ crowded) THEN "shut" ELSE IF (lid[any_box] = "shut" /\ ~(crowded)) THEN "open" ELSE lid[any_box]]
  /\ UNCHANGED << place, full >>

Next ==
  \/ \E item \in Item: \E box \in Box: put(item, box)
  \/ \E box \in Box: empty(box)
  \/ shake

Spec == Init /\ [][Next]_vars

Fair ==
  /\ \A box \in Box: WF_vars(empty(box))

\* Nothing is in a box that is shut; and a box can be full, and is emptied in the end.
\* Expected: holds.
P_nothing_is_in_a_shut_box_1 == \A item \in Item: \A box \in Box: (place[item, box] = "inside") => (lid[box] = "open")
\* A witness: TLC finds it by violating this.
P_nothing_is_in_a_shut_box_2 == \A box \in Box: ~((\A item \in Item: place[item, box] = "inside"))
P_nothing_is_in_a_shut_box_3 == Fair => (\A item \in Item: \A box \in Box: ((place[item, box] = "inside") ~> (~(place[item, box] = "inside"))))

(* For TLC, in Rules.cfg:
SPECIFICATION Spec
CONSTANT Box = {box1}
CONSTANT Item = {item1, item2}
INVARIANT TypeOK
INVARIANT P_nothing_is_in_a_shut_box_1
INVARIANT P_nothing_is_in_a_shut_box_2
PROPERTY P_nothing_is_in_a_shut_box_3
CHECK_DEADLOCK FALSE
*)

======================================================================
