"""The audit record of a draw: made with every proposal, verified by anybody without the solver."""
