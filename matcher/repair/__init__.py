"""A published proposal put right with the fewest changes, and the best group for one more."""
