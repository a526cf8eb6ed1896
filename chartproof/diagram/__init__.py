"""Pictures and tables generated from the compiled form."""
