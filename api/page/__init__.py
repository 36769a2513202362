"""The coordinator's page: empty frames, and small modules that ask `/v1` for what they show."""
