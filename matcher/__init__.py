"""Forms reflective-supervision groups from a waitlist and a roster of providers.

The engine is a library first::

    from matcher.check import check
    from matcher.files.read import read_cohort
    from matcher.propose import solve

    reading = read_cohort(Path("waitlist.xlsx"))
    proposal = solve(reading.cohort)
    assert check(reading.cohort, proposal).clean

Nothing is imported here: ``matcher --help`` must not wait for the solver.
"""

__version__ = "0.1.0"
