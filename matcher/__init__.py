"""Forms reflective-supervision groups from a waitlist and a roster of providers."""

__version__ = "0.1.0"
