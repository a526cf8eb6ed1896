"""A backend: how many states satisfy facts, at sizes that nobody can search, by counting what one element can be."""
