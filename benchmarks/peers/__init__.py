"""Other people's programs that solve part of the same question."""
