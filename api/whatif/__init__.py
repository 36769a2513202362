"""What would change a proposal is tried out in processes of its own, never in the server's."""
