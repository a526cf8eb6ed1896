"""A system that is partly known: what can be said of it, and of a plan, by the rules alone.

What was seen is a set of possible states per cell; nothing is guessed. Whoever reads the world
(an adapter) hands over an `Observation` and `Plan`s; nothing here knows what is observed.
"""
