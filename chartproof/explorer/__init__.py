"""A project as one document, and as one page that shows everything and interprets the rules where it is read."""
