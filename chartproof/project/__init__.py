"""A project: where its rules, its properties and what belongs to them are found, and how they are loaded."""
