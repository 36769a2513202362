"""What a proposal leaves open: seats that people without one could take."""

from matcher.openings.seats import Envy, OpenSeat, envies, open_seats

__all__ = ["Envy", "OpenSeat", "envies", "open_seats"]
