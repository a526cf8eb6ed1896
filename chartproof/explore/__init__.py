"""Exhaustive exploration of an instance, from tables of numbers."""
