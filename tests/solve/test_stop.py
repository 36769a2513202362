"""When to stop."""

from __future__ import annotations

from matcher.solve.stop import Clock, Stop


def test_a_wish_to_stop_reaches_whoever_listens() -> None:
    stop, heard = Stop(), []
    end = stop.listen(lambda: heard.append("early"))
    assert not stop.asked
    stop.ask()
    stop.listen(lambda: heard.append("late"))
    end()
    stop.ask()
    assert stop.asked
    assert heard == ["early", "late", "late"]


def test_a_clock_runs_out_or_is_stopped() -> None:
    stop = Stop()
    clock = Clock(60.0, stop)
    assert 0 <= clock.seconds < 5
    assert 55 < clock.left <= 60
    assert clock.until(50.0)()
    assert not clock.until(0.0)()
    assert not Clock(0.0, stop).until(10.0)()
    stop.ask()
    assert clock.left == 0
    assert not clock.until(50.0)()


def test_a_counted_clock_knows_only_work() -> None:
    clock = Clock(10.0, Stop(), counted=True)
    assert clock.seconds == 0
    clock.spend(4.0)
    assert (clock.seconds, clock.left) == (4.0, 6.0)
    assert clock.until(5.0)()
    clock.spend(1.5)
    assert not clock.until(5.0)()
    clock.spend(9.0)
    assert clock.left == 0
