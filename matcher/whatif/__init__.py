"""What would change a proposal: for one person, and by recruiting; each answer tried out."""

from matcher.whatif.moves import Move, Moves, possible_moves
from matcher.whatif.person import Answer, Counterfactual, counterfactuals
from matcher.whatif.standing import NotStanding

__all__ = [
    "Answer",
    "Counterfactual",
    "Move",
    "Moves",
    "NotStanding",
    "counterfactuals",
    "possible_moves",
]
