"""Results as tables, data and files."""
