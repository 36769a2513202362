"""Solving outside the server's own process, behind a small port."""
