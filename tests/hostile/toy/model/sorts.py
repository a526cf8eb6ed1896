"""Who and what there is."""

from chartproof.declare import Actor, Sort

Reader = Sort("Reader", "One who reads.")
Book = Sort("Book", "What is read.")
desk = Actor("desk")
