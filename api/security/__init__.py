"""Who may ask for what, how often, and for how long a connection may dawdle."""
