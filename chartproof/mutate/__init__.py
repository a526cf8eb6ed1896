"""Small mutants of a rule set, and whether any property notices them: what the rules' owners would say is said."""
