"""Mend a seating that people or a provider have left: with the fewest moves, proven, then level by
level.

Groups that nothing happened to stand beside an exact model of the others. How far that model has
to reach follows from what it finds. A seat that changes hands sets off a chain of moves, so a
repair that takes m moves touches no group farther than m hands from one that needs mending, and
only those nearer than that take members of others. Where the model reaches d hands and needs d + 1
moves, no repair of the whole takes fewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from matcher.instance import EarlierGroup, Instance
from matcher.solve.mend_model import FAR, MendModel
from matcher.solve.seating import (
    Seating,
    Sitting,
    fits_together,
    is_home,
    level_value,
    levels_of,
    same_place,
    whole_units,
)
from matcher.solve.settle import settle
from matcher.solve.stop import Clock
from matcher.solve.way import Fewest, Mended, Way

MOST_HANDS = 2  # a model of more is as large as the cohort


class Mending:
    """What is left of the earlier groups, and ways to mend it.

    Parameters
    ----------
    instance : Instance
        With the earlier groups; who left is not among its people.
    clock : Clock
    seed, workers : int
    closed : frozenset of int
        Earlier groups that newcomers may no longer join.
    opens : bool
        Whether newcomers may still make up further groups.
    """

    def __init__(
        self,
        instance: Instance,
        clock: Clock,
        *,
        seed: int = 0,
        workers: int = 1,
        closed: frozenset[int] = frozenset(),
        opens: bool = True,
    ) -> None:
        self.instance = replace(instance, pinned={})
        self.clock, self.seed, self.workers = clock, seed, workers
        self.closed, self.opens = closed, opens
        self.levels = levels_of(instance, repair=True)
        groups = instance.earlier or ()
        self.able = [
            frozenset(instance.members[g.candidate].tolist()) if g.candidate >= 0 else frozenset()
            for g in groups
        ]
        # Who is pinned to another group than their own is asked to go there.
        self.asked = {
            p: k
            for p, k in instance.pinned.items()
            if instance.home.get(p) != k and p in self.able[k]
        }
        self.pins = instance.pinned.keys() - self.asked.keys()
        self.stays = [
            tuple(p for p in g.members if p in able and p not in self.asked)
            for g, able in zip(groups, self.able, strict=True)
        ]
        self.standing = [k for k, g in enumerate(groups) if g.candidate >= 0]
        self.lost = [k for k, g in enumerate(groups) if g.candidate < 0]
        self.hurt = [k for k in self.standing if not self._whole(k)]
        held = {p for k in self.standing for p in self.stays[k]}
        self.free = frozenset(range(len(instance.people))) - held
        self.must_move = len(instance.home) - len(held)

    # --- what there is -------------------------------------------------------------------------

    def _whole(self, k: int) -> bool:
        members = self.stays[k]
        enough = self.instance.smallest <= len(members) <= self._largest(k)
        return (
            enough and fits_together(self.instance, members) and whole_units(self.instance, members)
        )

    def _largest(self, k: int) -> int:
        return int(self.instance.largest[self._provider(k)])

    def _provider(self, k: int) -> int:
        return self.instance.candidates[self.group(k).candidate].provider

    def group(self, k: int) -> EarlierGroup:
        """Return an earlier group."""
        return (self.instance.earlier or ())[k]

    def sitting(self, k: int) -> Sitting:
        """Return an earlier group with those who are left of it."""
        group = self.group(k)
        return Sitting(group.candidate, group.weeks, self.stays[k])

    def waiting(self) -> Seating:
        """Return the groups that stand as they are, nothing mended."""
        return tuple(self.sitting(k) for k in self.standing if self.stays[k])

    def donors(self, near: Collection[int]) -> frozenset[int]:
        """Return the groups whose members could sit in one of `near`, those included."""
        wanted = frozenset[int]().union(*(self._reach(k) for k in near))
        found = {k for k in self.standing if not wanted.isdisjoint(self.stays[k])}
        return frozenset(near) | found

    def _reach(self, k: int) -> frozenset[int]:
        """Return who could sit in an earlier group, in any language its provider leads."""
        return frozenset[int]().union(*(self._members(c) for c in self._places(k)))

    def _members(self, c: int) -> frozenset[int]:
        return frozenset(self.instance.members[c].tolist())

    def _places(self, k: int) -> list[int]:
        """Return the candidates that are the same group, whatever the language."""
        group = self.group(k)
        return [
            c
            for c in self.instance.of_provider[self._provider(k)]
            if group.weeks in self.instance.candidates[c].variants
            and same_place(self.instance, c, group.weeks, group.candidate, group.weeks)
        ]

    # --- mending -------------------------------------------------------------------------------

    def mend(self, way: Way, most: int | None = None) -> Mended | None:
        """Mend one way, with the fewest moves it takes and then as well as can be.

        Parameters
        ----------
        way : Way
        most : int, optional
            Moves that may be made.

        Returns
        -------
        Mended or None
            None where it cannot be done this way, or not with so few moves.
        """
        found = self.fewest(way)
        if found.moves is None or (most is not None and found.moves > most):
            return None
        mended = self._best(way, found)
        return None if mended and most is not None and mended.moved > most else mended

    def fewest(self, way: Way) -> Fewest:
        """Find the fewest moves that a way of mending takes."""
        balls = [frozenset(self.hurt) | frozenset(self.asked.values())]
        if not balls[0]:
            moves = None if way.closes is None else self.must_move
            return Fewest(moves, self.must_move, balls)
        bound = self.must_move
        while True:
            model = self._model(way, balls[-2] if len(balls) > 1 else balls[0], balls[-1])
            moves, least = model.fewest(self) if model else (None, FAR)
            wider = self.donors(balls[-1]) if way.moves else balls[-1]
            # Who takes fewer moves than there are hands to the edge of the model lies within it.
            bound = max(bound, least if wider == balls[-1] else min(least, self._hands(balls)))
            if wider == balls[-1] or self.clock.left <= 0 or (moves or FAR) <= bound:
                return Fewest(moves, min(bound, moves or bound), balls)
            balls.append(wider)

    def _hands(self, balls: Sequence[frozenset[int]]) -> int:
        """Return the moves that nothing outside the widest of some balls can do with."""
        return self.must_move + len(balls)

    def _model(
        self, way: Way, inner: frozenset[int], near: frozenset[int], moves: int | None = None
    ) -> MendModel | None:
        """Return the model of some groups; with `moves`, also of whatever else that many touch.

        Those of `near` may give members away, those of `inner` may also take them.
        """
        room = {
            k
            for k in self.standing
            if k not in near and moves is not None and len(self.stays[k]) < self._largest(k)
        }
        inside = near | room
        beside = tuple(self.sitting(k) for k in self.standing if k not in inside)
        hurt = frozenset(self.hurt)
        reached = frozenset[int]().union(*(self._reach(k) for k in inner))
        may_move: set[int] = set()
        for k in near:
            if k in hurt and way.closes is not False:
                may_move.update(self.stays[k])
            elif way.moves:
                may_move.update(self.stays[k] if k in inner else reached & set(self.stays[k]))
        may_move -= self.pins
        # Who leaves a group that stands does so for one that needs them, nowhere else.
        loose = self.free | (may_move & {p for k in hurt for p in self.stays[k]})
        newcomers = frozenset(p for p in self.free if p not in self.instance.home)
        only: dict[int, frozenset[int]] = defaultdict(frozenset)
        for k in inside:
            gone = newcomers if k in self.closed else frozenset()
            here = self.free - gone
            takes = (here | may_move if k in inner else here) if k in near else loose - gone
            for c in self._places(k):
                only[c] |= (takes | frozenset(self.stays[k])) & self._members(c)
        homes = {k: only.keys() & set(self._places(k)) for k in inside}
        further: dict[int, frozenset[int]] = {}
        if moves is not None and way.opens:
            comers = self.free if way.closes is None else loose
            comers = comers if self.opens else comers - newcomers
            further = self._further(inside, comers, moves)
        for c, people in further.items():
            only[c] |= people
        model = MendModel(self.instance, only, beside)
        for c in only.keys() - further.keys():  # there, only what stood there already
            model.keep_to(c, {self.group(k).weeks for k in inside if c in homes[k]})
        for person, k in self.asked.items():
            if not model.hold_seat(person, self.group(k), homes[k]):
                return None
        for k in inside:
            if k not in near or way.closes is False:
                model.stand(self, k, homes[k])
            for person in self.stays[k]:
                if person not in may_move and not model.hold_home(person):
                    return None
        if way.closes is None and not model.merge(self, hurt, homes):
            return None
        return model

    def _further(
        self,
        inside: Collection[int],
        comers: frozenset[int],
        moves: int,
    ) -> dict[int, frozenset[int]]:
        """Return the groups that could be formed with so many moves, and by whom."""
        led: dict[int, int] = defaultdict(int)
        for k in self.standing:
            if k not in inside:
                led[self._provider(k)] += 1
        least = self.instance.smallest - (moves - self.must_move)
        found = {}
        for c, candidate in enumerate(self.instance.candidates):
            if led[candidate.provider] < self.instance.capacity[candidate.provider]:
                people = self._members(c) & comers
                if len(people) >= self.instance.smallest and len(people & self.free) >= least:
                    found[c] = people
        return found

    def _best(self, way: Way, fewest: Fewest) -> Mended | None:
        """Return the best of the repairs with so many moves, level by level."""
        moves = fewest.moves or 0
        hands = moves - self.must_move if way.moves else 0
        balls = fewest.balls
        while len(balls) <= min(hands, MOST_HANDS) and (wider := self.donors(balls[-1])):
            balls = [*balls, wider]
        inner, near = balls[max(0, min(hands, MOST_HANDS) - 1)], balls[min(hands, MOST_HANDS)]
        model = self._model(way, inner, near, FAR if way.rehouses else moves)
        if model is None or (way.rehouses and not model.rehouse(self, [*self.lost, *self.hurt])):
            return None
        proven = {"stability": float(fewest.bound)}
        # Nothing else is left to try only where every such repair lies within the model.
        sure = fewest.bound == moves and hands <= 1 and self.complete(way, fewest)
        best: Seating = ()
        names = [level.name for level in self.levels if level.name != "stability"]
        if way.rehouses:
            names = ["stability", "company", *names]
        else:
            model.hold("stability", moves)
        for number, name in enumerate(names):
            if number:
                model.hint(best)
            answer = model.seek(name, self)
            if answer.seating is None:
                if number:
                    break
                return None
            best = answer.seating
            seated = (*model.beside, *best)
            sure = sure and answer.optimal
            sure = sure and (name != "preference" or self._one_language(model))
            if sure and name not in ("stability", "company"):
                proven[name] = level_value(self.instance, seated, name)
            model.hold(name, model.value(name, best))
            if self.clock.left <= 0:
                break
        seating = (*model.beside, *best)
        if len(proven) <= len(names) and not self.closed and self.opens:
            seating = settle(self._kept(seating), seating)
        return Mended(seating, int(level_value(self.instance, seating, "stability")), proven)

    def _kept(self, seating: Seating) -> Instance:
        """Return the instance in which nobody can take a seat that somebody keeps."""
        sits = {person: s for s in seating for person in s.members}
        home = self.instance.home.items()
        kept = {p: k for p, k in home if p in sits and is_home(self.instance, sits[p], k)}
        return replace(self.instance, pinned=kept)

    def complete(self, way: Way, fewest: Fewest) -> bool:
        """Whether a way leaves nothing out that takes no more than the fewest moves of all."""
        if self.closed or not self.opens or way.rehouses or way.closes is None or not way.opens:
            return False
        if way == Way():
            return True
        extra = (fewest.moves or 0) - self.must_move
        # Giving a group up moves all of its members.
        least = min((len(self.stays[k]) for k in self.hurt), default=FAR)
        return extra < least and (way.moves or not extra)

    def _one_language(self, model: MendModel) -> bool:
        """Whether no group beside the model could be held in another language."""
        beside = {s.candidate for s in model.beside}
        return not any(
            c not in beside and self._members(c).issuperset(self.stays[k])
            for k in self.standing
            if self.group(k).candidate in beside
            for c in self._places(k)
        )
