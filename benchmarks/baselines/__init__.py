"""What the solver is held against: a person's way, and the textbook's."""
