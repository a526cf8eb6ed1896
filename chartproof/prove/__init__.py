"""Proving for any number of elements: induction in Z3, with facts that are found and not written."""
