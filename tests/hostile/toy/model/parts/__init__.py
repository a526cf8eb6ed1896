"""The machines of the library."""
