"""What a study of the odds rests on and leads to, in a coordinator's words."""

from __future__ import annotations

from matcher.cohort.turn import drawn_number
from matcher.odds.study import Study
from matcher.odds.summary import quality, tier_odds
from matcher.report.words import count_words


def replay_sentences(found: Study) -> list[str]:
    """Say what the figures rest on, and how far they can be trusted."""
    measured = quality(found)
    if not measured.replays:
        return ["The draw was not replayed: there was no time left. Give more with --time-limit."]
    said = [
        f"The draw was replayed {count_words(measured.replays, 'time')}, each time with other "
        "tickets and with as many seats in each tier. odds.csv gives everybody's chance with the "
        "range in which it lies with 95% confidence."
    ]
    if not found.ground.proven:
        said.append(
            "More seats than these may be possible: the seats of some tier are not proven. "
            "More time may raise a chance."
        )
    if measured.proven == measured.replays:
        said.append("Every replay is proven to follow its tickets as closely as is possible.")
    elif measured.measured:
        said.append(
            f"{measured.proven} of the replays are proven to follow their tickets as closely as "
            f"is possible. The others keep every rule too; measured on {measured.measured}, they "
            f"stay {100 * (measured.mean_gap or 0):.2f}% behind on average, "
            f"{100 * (measured.largest_gap or 0):.2f}% at most."
        )
    else:
        said.append(
            "The replays keep every rule, but how closely they follow their tickets was not "
            "measured: this cohort is too large for that, or the time too short."
        )
    return said


def lottery_sentences(found: Study) -> list[str]:
    """Say what the fairest lottery is and how to draw from it."""
    draws = found.draws
    if draws is None:
        return []
    unsettled = sum(row.unsettled for row in tier_odds(found))
    if len(draws.entries) == 1 and found.ground.proven and not unsettled:
        return [
            "There is nothing to draw: only one set of people fills as many seats in every tier. "
            "Who has a seat follows from times, rules and tiers alone."
        ]
    seed = found.ground.cohort.program.seed
    number = drawn_number(seed, draws.of)
    said = [
        f"draws.json lists {count_words(len(draws.entries), 'way')} to fill the seats on the lines "
        f"1 to {draws.of:,}. Drawing one line makes the smallest chance within each tier as large "
        "as can be; it gives each tier as many seats as the tickets do.",
        f"The number drawn, {seed}, would choose line {number}: the "
        f"SHA-256 of 'draw|{seed}' as a number, modulo {draws.of}, plus 1.",
    ]
    if unsettled:
        said.append(
            f"For {count_words(unsettled, 'person', 'people')} neither a seat nor a proof that "
            "there is none was found in the time; they are left out of the smallest chances."
        )
    return said


def no_lottery_sentences(found: Study) -> list[str]:
    """Say why no lottery stands beside the tickets."""
    if found.ground.cohort.program.priority.mode == "points":
        return [
            "The fairest lottery draws within tiers; this program gives points, so there is none: "
            "ways to fill the seats with the same sum of points differ in whose points come first, "
            "and there the order of turns decides, not a draw."
        ]
    return []
