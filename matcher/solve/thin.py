"""Fewer seats to choose from, where a flow of all would be too large.

Both people and groups grow with a cohort, so who could sit where grows with its square: 2 million
seats with 10,000 people, which a flow takes 17 s for, and 55 million with 50,000. A few dozen
groups do as well for each: with 10,000 people the same seats and 1,805 pairs for 1,802, in 3 s.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from matcher.instance import Ints

MOST = 300_000  # seats to choose from in one flow
SOME, MEMBERS = 40, 60  # groups that a person sees beyond that, and people that a group does


def thinned(allowed: list[Ints], keep: Collection[int]) -> list[Ints]:
    """Return a drawn part of who could sit where, if that is more than one flow should hold.

    Parameters
    ----------
    allowed : list of array of int
        People who could sit in each open group.
    keep : collection of int
        People who keep all they have.
    """
    if sum(map(len, allowed)) <= MOST:
        return allowed
    person = np.concatenate(allowed)
    group = np.repeat(np.arange(len(allowed)), [len(members) for members in allowed])
    drawn = np.random.default_rng(0).permutation(len(person))
    seen = np.isin(person, list(keep))
    for of, least in ((person, SOME), (group, MEMBERS)):
        order = drawn[np.argsort(of[drawn], kind="stable")]
        first = np.flatnonzero(np.diff(of[order], prepend=-1))
        place = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        seen[order[place < least]] = True
    ends = np.cumsum([len(members) for members in allowed])[:-1]
    return [members[there] for members, there in zip(allowed, np.split(seen, ends), strict=True)]
