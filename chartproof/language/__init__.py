"""What rules and claims mean: expressions, the compiled form, and one reference meaning for each."""
