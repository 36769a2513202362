"""What the service does, between routes and store."""
