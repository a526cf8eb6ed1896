"""Instances written for other model checkers, from the compiled form."""
