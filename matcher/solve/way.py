"""Ways of mending a seating, and what mending it has brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.solve.seating import Seating


@dataclass(frozen=True, slots=True)
class Way:
    """One way of mending: what may change beside what must.

    Attributes
    ----------
    moves : bool
        Whether people may leave a group that stands for another one.
    closes : bool or None
        Whether a group with too few members may be given up; None: at least one has to be.
    opens : bool
        Whether further groups may be formed.
    rehouses : bool
        Whether a group that cannot stay as it is goes on, with most of its members, under another
        provider or at another time.
    """

    moves: bool = True
    closes: bool | None = True
    opens: bool = True
    rehouses: bool = False


@dataclass(frozen=True)
class Mended:
    """A seating and what is proven of it.

    Attributes
    ----------
    seating : Seating
    moved : int
        People of the earlier groups who do not keep theirs.
    bounds : mapping of str to float
        Of the levels' values that nothing else within this repair's reach betters.
    """

    seating: Seating
    moved: int
    bounds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fewest:
    """The fewest moves that a way of mending takes.

    Attributes
    ----------
    moves : int or None
        None where none was found.
    bound : int
        Proven: it takes no fewer.
    balls : list of frozenset of int
        The groups within 0, 1, 2 … hands of those that need mending, as far as was looked.
    """

    moves: int | None
    bound: int
    balls: list[frozenset[int]]
