"""Issue B's table: what was asked, what was reached, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks import figures
from benchmarks.figures import Record, is_seats, mix_excess, relative_gap
from benchmarks.plan import NAMED_LIMITS, PEER_LIMITS, is_scale

Misses = list[str]


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes
    ----------
    cohort, within, asked, reached : str
    verdict : str
        ``reached``, ``missed`` or ``not run``.
    """

    cohort: str
    within: str
    asked: str
    reached: str
    verdict: str


def rows(records: Sequence[Record]) -> list[Row]:
    """Return the table as the recorded runs fill it."""
    own = [r for r in records if r["solver"] == "matcher" and not r["settings"]]
    found = [
        _line(own, "massachusetts-38", NAMED_LIMITS, "every level proven", _every_level),
        _line(own, "statewide-150", NAMED_LIMITS,
              "seats and turn proven; mix at most 1 per 100 above", _statewide),
        _line(own, "scarce-300", NAMED_LIMITS, THREE_HUNDRED, _three_hundred),
        _line(own, "languages-300", NAMED_LIMITS, THREE_HUNDRED, _three_hundred),
        _line(own, "national-1900", NAMED_LIMITS,
              "tiers within 0.2% or 2 seats, turn 1%, mix 2 per 100, under 1.5 GB", _national),
        _line(own, "state-10000", {"state-10000": 900.0},
              "seats within 0.5%, mix 3 per 100, under 4 GB", _ten_thousand),
        _line(own, "state-50000", {"state-50000": 3600.0}, "stretch: what it reaches", _stretch),
    ]  # fmt: skip
    found += [_ahead(records, name) for name in ("scarce-300", "languages-300")]
    found += [_peer(records, people) for people in PEER_LIMITS]
    return [*found, _growth(own)]


THREE_HUNDRED = "seats proven; turn within 0.1%; mix at most 1 per 100 above"


def _line(
    own: Sequence[Record], name: str, limits: dict[str, float], asked: str,
    judge: Callable[[Record], Misses],
) -> Row:  # fmt: skip
    """Judge the runs of one cohort at its own limit; the worst one counts."""
    limit = limits[name]
    runs = [r for r in own if _of(r, name) and r["limit"] == limit]
    if not runs:
        return Row(name, f"{limit:g} s", asked, "", "not run")
    judged = sorted(((_basic(r, judge), r) for r in runs), key=lambda pair: -len(pair[0]))
    misses, worst = judged[0]
    return Row(
        name if len(runs) == 1 else f"{name} (worst of {len(runs)})",
        f"{limit:g} s", asked,
        "; ".join([*misses, _summary(worst)]),
        "missed" if misses else "reached",
    )  # fmt: skip


def _of(record: Record, name: str) -> bool:
    return record["instance"] == name or record["instance"].startswith(f"{name}-s")


def _basic(record: Record, judge: Callable[[Record], Misses]) -> Misses:
    """Judge what holds for every run, then the cohort's own demands."""
    if "error" in record:
        return [record["error"]]
    misses = [] if record["clean"] else ["not clean by the checker"]
    if record["seconds"] > record["limit"] * 1.02 + 0.2:
        misses.append(f"took {record['seconds']:.1f} s")
    return misses + judge(record)


def _summary(record: Record) -> str:
    if "error" in record:
        return ""
    excess = mix_excess(record)
    above = "no bound of mix" if excess is None else f"mix {excess:.2f} per 100 above its bound"
    gap = figures.seats_gap(record)
    seats = "no bound of seats" if gap is None else f"seats {gap:.2%} below"
    return f"{seats}, {above}, {record['seconds']:.1f} s, {record['peak_mb']} MB"


def _every_level(record: Record) -> Misses:
    return [
        f"{level['name']} {level['value']:g}, bound {_known(level['bound'])}"
        for level in record["levels"]
        if level["bound"] is None or abs(level["value"] - level["bound"]) > 1e-6
    ]


def _statewide(record: Record) -> Misses:
    asked = {**record, "levels": [lv for lv in record["levels"] if _urgent(lv["name"])]}
    return _every_level(asked) + _mix(record, 1.0)


def _three_hundred(record: Record) -> Misses:
    asked = {**record, "levels": [lv for lv in record["levels"] if is_seats(lv["name"])]}
    return _every_level(asked) + _turn(record, 0.001) + _mix(record, 1.0)


def _national(record: Record) -> Misses:
    misses = []
    for level in record["levels"]:
        if is_seats(level["name"]):
            bound = level["bound"]
            if bound is None or bound - level["value"] > max(2, 0.002 * bound):
                misses.append(f"{level['name']} {level['value']:g}, bound {_known(bound)}")
    return misses + _turn(record, 0.01) + _mix(record, 2.0) + _memory(record, 1.5)


def _ten_thousand(record: Record) -> Misses:
    gap = figures.seats_gap(record)
    short = [] if gap is not None and gap <= 0.005 else ["seats short of their bounds"]
    return short + _mix(record, 3.0) + _memory(record, 4.0)


def _stretch(record: Record) -> Misses:
    return _memory(record, 10.0)


def _turn(record: Record, within: float) -> Misses:
    gap = relative_gap(record, "turn")
    known = bounds_text(record, "turn")
    return [] if gap is not None and gap <= within else [f"turn {known}"]


def _mix(record: Record, per_100: float) -> Misses:
    excess = mix_excess(record)
    return [] if excess is not None and excess <= per_100 else [f"mix {bounds_text(record, 'mix')}"]


def _memory(record: Record, gigabytes: float) -> Misses:
    return [] if record["peak_mb"] < 1024 * gigabytes else [f"{record['peak_mb']} MB"]


def _urgent(name: str) -> bool:
    return is_seats(name) or name == "turn"


def _known(bound: float | None) -> str:
    return "unknown" if bound is None else f"{bound:g}"


def bounds_text(record: Record, name: str) -> str:
    """Return a level's value and bound in words."""
    return f"{figures.values(record)[name]:g}, bound {_known(figures.bounds(record)[name])}"


def _ahead(records: Sequence[Record], name: str) -> Row:
    """Hold the solver against the textbook model with ten times its time."""
    asked = "ahead of the textbook model given ten times the time, or equal"
    runs = [r for r in records if r["instance"] == name and "error" not in r and not r["settings"]]
    pairs = [
        (mine, theirs)
        for mine in runs
        for theirs in runs
        if mine["solver"] == "matcher" and theirs["solver"] == "textbook"
        if abs(theirs["limit"] - 10 * mine["limit"]) < 1e-6
    ]
    if not pairs:
        return Row(f"{name} and the textbook", "a tenth", asked, "", "not run")
    texts, behind = [], False
    for mine, theirs in sorted(pairs, key=lambda pair: pair[0]["limit"]):
        difference = figures.first_difference(mine, theirs)
        behind |= figures.score(mine) < figures.score(theirs)
        at = f"{mine['limit']:g} s and {theirs['limit']:g} s"
        texts.append(f"{at}: equal" if difference is None else
                     f"{at}: {difference[0]} {difference[1]:g} and {difference[2]:g}")  # fmt: skip
    return Row(f"{name} and the textbook", "a tenth", asked, "; ".join(texts),
               "missed" if behind else "reached")  # fmt: skip


def _peer(records: Sequence[Record], people: int) -> Row:
    """Hold the solver against the peer on the peer's own kind of instance."""
    asked = "fewer same-sector pairs than team-formation at a tenth of its time, providers served"
    name, within = f"peer-{people}", f"{PEER_LIMITS[people] / 10:g} s"
    runs = [r for r in records if _of(r, name)]
    peers = {r["instance"]: r for r in runs if r["solver"] == "team-formation"}
    own = {r["instance"]: r for r in runs if r["solver"] == "matcher" and not r["settings"]}
    both = sorted(set(peers) & set(own))
    if not both:
        return Row(name, within, asked, "", "not run")
    texts, missed, compared = [], False, 0
    for instance in both:
        mine, theirs = own[instance], peers[instance]
        if "error" in theirs or "error" in mine:
            missed |= "error" in mine
            texts.append(f"{instance}: {theirs.get('error') or mine['error']}")
            continue
        compared += 1
        about, same = theirs["about"], figures.values(mine)["mix"]
        texts.append(
            f"{instance}: {same:g} in {mine['pairs']} pairs, {mine['seated']} seated; "
            + (f"peer {about['pairs_same_all_teams']} in {about['pairs_all_teams']}, "
               f"{about['teams_served']} of {about['teams']} teams served" if about["found"]
               else "peer found no teams")
        )  # fmt: skip
        if about["found"]:
            rate = about["pairs_same_all_teams"] / max(1, about["pairs_all_teams"])
            missed |= (figures.mix_rate(mine) or 0.0) >= 100 * rate
            missed |= same >= about["pairs_same_all_teams"]
        missed |= mine["seated"] < theirs["seated"] or not mine["clean"]
    return Row(f"{name} ({len(both)} seeds)", within, asked, "; ".join(texts[:3]),
               "missed" if missed else "reached" if compared else "not run")  # fmt: skip


def _growth(own: Sequence[Record]) -> Row:
    runs = [r for r in own if is_scale(r) and "error" not in r and 300 <= r["people"] <= 10_000]
    asked = "cost grows at most like n^1.3 from 300 to 10,000"
    sizes = [r["people"] for r in runs]
    exponents = {
        "first proposal": figures.growth(sizes, [r["first_s"] for r in runs]),
        "seats": figures.growth(sizes, [figures.time_to_seats(r) for r in runs]),
        "seats and mix": figures.growth(sizes, [figures.time_to_mix(r) for r in runs]),
    }
    known = {name: e for name, e in exponents.items() if e is not None}
    largest = max(sizes, default=0)
    if not known:
        return Row("growth", "", asked, "", "not run")
    text = ", ".join(f"{name} n^{e:.2f}" for name, e in known.items()) + f", up to {largest:,}"
    reached = len(known) == len(exponents) and max(known.values()) <= 1.3
    verdict = "reached" if reached and largest >= 10_000 else "missed"
    return Row("growth", "", asked, text, verdict if largest >= 10_000 else "not run in full")
