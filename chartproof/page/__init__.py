"""The page that rules are read from: its statements, who cites them, and what a newer copy changes."""
