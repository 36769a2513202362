"""The report's standing texts."""

HEAD = """# Benchmarks of the matcher

Written by `python -m benchmarks report` from `runs.jsonl`; nothing in it is typed in by hand.
"""

ABOUT = """`team-formation` 2.0.0 from PyPI divides a whole roster into teams and knows neither
priorities nor providers. Both get the same cohort: everybody as urgent, no pair rules, whole hours.
The peer is asked for teams of the largest size, no sector twice in a team (its constraint
`different`, weight 1; as a variant `diversify`) and a shared start (`cluster`, weight 6: a team
that cannot meet is worth nothing). Its limit counts neither its imports nor the building of its
model. Providers are matched to its teams afterwards: a team is served where a provider and every
member are free at one start, by a maximum matching that serves as many teams as possible with no
provider beyond their capacity or in two places at once; teams that no provider can serve count as
not served. Its same-sector pairs are counted over all its teams, served or not.
"""

FIGURES = """## How the figures are made

- Levels are written value/bound; a **bold** value meets its proven bound, `?` means that no bound
  is known. Seats stand most urgent tier first. A bound of turn, mix or preference holds for the
  values that run reached on the levels before.
- *mix per 100 above*: same-valued pairs above the run's own bound of mix, per 100 pairs of members.
- *integral*: the primal integral, the mean gap over the time limit (Berthold 2013). The gap at a
  moment is the mean over seats, turn and mix of |v - r| / max(|v|, |r|), where r is the best
  proposal any recorded run reached on that cohort, levels in their order; only what is worse
  counts, seats short in a tier are not made up by another, and a level nothing was told about
  counts as 1.
- *first s*: when the first proposal with a seat in it was told. *seats within 0.5%*: when the seats
  told came within 0.5% of the run's final bounds. *mix within 3 per 100*: when, seats being there,
  mix came within 3 pairs per 100 of its final bound.
- The performance profile shows for each solver the share of instances on which its integral is at
  most so many times the best one (Dolan and More 2002); integrals below 0.005 count as equal.
- Growth is the exponent of a least-squares fit of log seconds against log participants from 300 on;
  sizes at which the quality was not reached are left out of the fit.
- *MB* is the peak memory of the run's process and those it started, the checker not included.
- *greedy*: down the waitlist, everybody takes the first open group that suits; a group opens as
  soon as five who wait could meet with a provider who has room. *textbook*: one CP-SAT model over
  participant x candidate booleans, level by level, each with an equal part of the time left. Their
  proposals are judged as they are: nothing is repaired.
"""
