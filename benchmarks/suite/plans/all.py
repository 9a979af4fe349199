"""All plans by name."""

from __future__ import annotations

from suite.loading import everything_registered
from suite.plans import analysis, bench, engine, people, rematch, scoring, speed

everything_registered()
PLANS = {
    "bench": bench.SHORT,
    "bench-full": bench.FULL,
    "engine": engine.PLAN,
    "rematch": rematch.PLAN,
    "speed": speed.PLAN,
    "people": people.PLAN,
    "scoring": scoring.PLAN,
    "analysis": analysis.PLAN,
}
