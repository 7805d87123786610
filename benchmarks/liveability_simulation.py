"""Does the score tell the truth? Worlds with a known truth, walked in different ways.

    python benchmarks/liveability_simulation.py [--worlds 60] [--seed 1]

Every world is a municipality of 60 buurten, from one cell to 1,500, of which each cell has its own
level that changes from visit to visit. The truth of a buurt is the mean over all its cells of what
a visit finds there on average. Rounds look at some cells, and four ways of counting are compared:

findings   findings per km² (what a reporting app shows)
mean       mean level of the findings
raw        mean over the cells seen
score      liveability.rules.estimate

Printed per scenario: rank correlation with the truth and RMSE of each (findings have no scale), the
share of the intervals that hold the truth, and how many of the buurten called 'onvoldoende' or
worse are not ('false bad': by raw mean, by score). 'gain' is the rank correlation of the score less
that of the best rival, ± one standard error over the worlds. Bars at the end; exit status 1 if one
is missed. Where every buurt gets the same short round there is little to gain in rank (all are
equally uncertain): a difference within two standard errors is called a tie there, not a win.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from wijkschouw.liveability.rules import Estimate, Reading, estimate

LEVELS = np.array([2.0, 4.0, 6.0, 8.0, 10.0])
CELL_KM2 = 0.01
BAD = 5.5
Array = np.ndarray


@dataclass
class Buurt:
    """level: the latent level of each cell; truth per cell: what a visit finds on average."""

    code: str
    level: Array  # (cells,)
    truth: Array  # (cells,)
    sides: int

    @property
    def mean(self) -> float:
        return float(self.truth.mean())


@dataclass
class World:
    buurten: list[Buurt]
    visit_sd: float
    readings: list[Reading] = field(default_factory=list)
    findings: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    name: str
    walk: Callable[[np.random.Generator, World], None]
    drawn: bool = True  # the bar of 93–97 % holds
    cluster: float = 0.0  # share of the differences between cells that lies in patches
    sizes: tuple[int, ...] = ()
    rounds: bool = True
    level: float = 7.2


# --- worlds -------------------------------------------------------------------------------------


def visit_mean(level: Array, sd: float) -> Array:
    """What visits find on average: the latent level with noise, rounded to a level."""
    steps = np.linspace(-3, 3, 61)
    weight = np.exp(-(steps**2) / 2)
    found = as_level(level[:, None] + sd * steps[None, :])
    return (found * weight).sum(axis=1) / weight.sum()


def as_level(latent: Array) -> Array:
    return np.clip(2 * np.round(latent / 2), 2, 10)


def sizes_of(rng: np.random.Generator, scenario: Scenario) -> list[int]:
    if scenario.sizes:
        return list(scenario.sizes)
    return [int(n) for n in np.clip(rng.lognormal(3.8, 0.6, 60), 12, 300)]


def make_world(rng: np.random.Generator, scenario: Scenario) -> World:
    visit_sd = 1.2
    buurten = []
    for number, size in enumerate(sizes_of(rng, scenario)):
        middle = scenario.level + rng.normal(0, 1.2)
        spread = rng.uniform(1.2, 2.4)
        level = middle + spread * cell_noise(rng, size, scenario.cluster)
        truth = visit_mean(level, visit_sd)
        buurten.append(Buurt(f"b{number:02}", level, truth, side(size)))
    return World(buurten, visit_sd)


def side(size: int) -> int:
    return max(int(np.ceil(np.sqrt(size))), 1)


def cell_noise(rng: np.random.Generator, size: int, cluster: float) -> Array:
    """Standard normal per cell; with cluster > 0 neighbouring cells look alike."""
    own = rng.normal(size=size)
    if not cluster:
        return own
    width = side(size)
    patches = rng.normal(size=(width // 3 + 1, width // 3 + 1))
    rows, columns = np.divmod(np.arange(size), width)
    patch = patches[rows // 3, columns // 3]
    return np.sqrt(1 - cluster) * own + np.sqrt(cluster) * patch


# --- walking ------------------------------------------------------------------------------------


def look(
    rng: np.random.Generator,
    world: World,
    buurt: Buurt,
    cells: Array,
    drawn: bool,
    miss: float = 0.0,
    weight: float = 1.0,
) -> None:
    """One round through cells. miss: share of what is there that the inspector passes by."""
    found = as_level(buurt.level[cells] + rng.normal(0, world.visit_sd, len(cells)))
    found = np.where(rng.random(len(cells)) < miss, 10.0, found)
    for cell, value in zip(cells, found, strict=True):
        world.readings.append(Reading(buurt.code, str(cell), float(value), weight, drawn))
        if value < 10:
            several = 1 + rng.poisson((10 - value) / 3)
            world.findings.setdefault(buurt.code, []).extend([float(value)] * several)


def draw(rng: np.random.Generator, buurt: Buurt, count: int) -> Array:
    """Spatially balanced: a systematic sample with random start along a walk over the rows."""
    size = len(buurt.level)
    count = min(max(count, min(5, size)), size)
    order = np.arange(size)
    rows, columns = np.divmod(order, buurt.sides)
    order = order[np.lexsort((np.where(rows % 2, -columns, columns), rows))]
    start = rng.random()
    picks = np.floor((np.arange(count) + start) * size / count).astype(int)
    return order[np.minimum(picks, size - 1)]


def chosen(rng: np.random.Generator, buurt: Buurt, count: int, lean: float) -> Array:
    """Cells that somebody chose: lean > 0 goes to where it is always dirty."""
    count = min(max(count, 1), len(buurt.level))
    pull = np.exp(-lean * (buurt.level - buurt.level.mean()) / 2)
    return rng.choice(len(buurt.level), size=count, replace=False, p=pull / pull.sum())


def drawn_rounds(rounds: int, share: float) -> Callable[[np.random.Generator, World], None]:
    def walk(rng: np.random.Generator, world: World) -> None:
        for buurt in world.buurten:
            for number in range(rounds):
                cells = draw(rng, buurt, round(share * len(buurt.level)))
                look(rng, world, buurt, cells, True, weight=0.8**number)

    return walk


def uneven_drawn(rng: np.random.Generator, world: World) -> None:
    """Some buurten get one short round, others four long ones."""
    for buurt in world.buurten:
        effort = rng.integers(1, 5)
        for _ in range(effort):
            look(rng, world, buurt, draw(rng, buurt, round(0.08 * effort * len(buurt.level))), True)


def free(lean: float) -> Callable[[np.random.Generator, World], None]:
    def walk(rng: np.random.Generator, world: World) -> None:
        for buurt in world.buurten:
            for _ in range(rng.integers(1, 4)):
                share = rng.uniform(0.1, 0.4)
                cells = chosen(rng, buurt, round(share * len(buurt.level)), lean)
                look(rng, world, buurt, cells, False)

    return walk


def drawn_and_bad_spots(rng: np.random.Generator, world: World) -> None:
    """The cells of the draw, and round them the spots that the inspector knows."""
    for buurt in world.buurten:
        for _ in range(rng.integers(1, 4)):
            look(rng, world, buurt, draw(rng, buurt, round(0.2 * len(buurt.level))), True)
            extra = chosen(rng, buurt, round(rng.uniform(0, 0.4) * len(buurt.level)), 1.5)
            look(rng, world, buurt, extra, False)


def keen_and_lazy(rng: np.random.Generator, world: World) -> None:
    """Half of the buurten have an inspector who walks far and notes all, half one who does not."""
    for number, buurt in enumerate(world.buurten):
        keen = number % 2 == 0
        for _ in range(3 if keen else 1):
            cells = draw(rng, buurt, round((0.35 if keen else 0.12) * len(buurt.level)))
            look(rng, world, buurt, cells, True, miss=0.0 if keen else 0.15)


def loose_only(rng: np.random.Generator, world: World) -> None:
    """Reports without rounds: where people happen to be."""
    for buurt in world.buurten:
        cells = chosen(rng, buurt, round(rng.uniform(0.02, 0.5) * len(buurt.level)), 1.0)
        before = len(world.readings)
        look(rng, world, buurt, cells, False)
        del world.readings[before:]


MIXED = (1, 1, 2, 3, 5, 8, *([20] * 10), *([45] * 20), *([90] * 12), *([200] * 6), 400, 700, 1500)
SCENARIOS = [
    Scenario("drawn, 1 round, 10 %", drawn_rounds(1, 0.10)),
    Scenario("drawn, 1 round, 25 %", drawn_rounds(1, 0.25)),
    Scenario("drawn, 2 rounds, 25 %", drawn_rounds(2, 0.25)),
    Scenario("drawn, 3 rounds, 40 %", drawn_rounds(3, 0.40)),
    Scenario("drawn, effort uneven", uneven_drawn),
    Scenario("drawn, patches", drawn_rounds(2, 0.20), cluster=0.6),
    Scenario("drawn, 1 to 1,500 cells", drawn_rounds(2, 0.15), sizes=MIXED),
    Scenario("drawn, clean town", drawn_rounds(2, 0.20), level=9.0),
    Scenario("drawn + known bad spots", drawn_and_bad_spots),
    Scenario("keen and lazy inspector", keen_and_lazy, drawn=False),
    Scenario("free routes", free(0.0), drawn=False),
    Scenario("free, leaning to bad spots", free(1.0), drawn=False),
    Scenario("no rounds, reports only", loose_only, drawn=False, rounds=False),
]

# --- judging ------------------------------------------------------------------------------------


def ranks(values: Array) -> Array:
    """Ranks with ties shared."""
    order = np.argsort(values, kind="stable")
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values))
    for value in np.unique(values):
        same = values == value
        rank[same] = rank[same].mean()
    return rank


def rank_correlation(one: Array, other: Array) -> float:
    if len(one) < 3 or np.ptp(one) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


@dataclass
class Outcome:
    correlation: dict[str, list[float]] = field(default_factory=dict)
    squares: dict[str, list[float]] = field(default_factory=dict)
    held: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    false_bad: dict[str, list[bool]] = field(default_factory=dict)


def judge(world: World, outcome: Outcome) -> None:
    found = estimate({b.code: len(b.level) for b in world.buurten}, world.readings)
    known = [b for b in world.buurten if found[b.code].score is not None]
    everywhere = known or world.buurten
    truth = np.array([b.mean for b in everywhere])
    ways = rivals(world, everywhere)
    if known:
        ways["raw"] = np.array([found[b.code].raw for b in known])
        ways["score"] = np.array([found[b.code].score for b in known])
        judge_intervals(found, known, outcome)
    for name, values in ways.items():
        outcome.correlation.setdefault(name, []).append(rank_correlation(values, truth))
        if name != "findings":
            outcome.squares.setdefault(name, []).extend((values - truth) ** 2)
        if name in ("raw", "score"):
            called = values < BAD
            outcome.false_bad.setdefault(name, []).extend(truth[called] >= BAD)


def rivals(world: World, buurten: list[Buurt]) -> dict[str, Array]:
    """What is shown today: findings per km², and their mean level (no findings: 10)."""
    noted = [world.findings.get(b.code, []) for b in buurten]
    density = [-len(f) / (len(b.level) * CELL_KM2) for f, b in zip(noted, buurten, strict=True)]
    return {
        "findings": np.array(density),
        "mean": np.array([np.mean(f) if f else 10.0 for f in noted]),
    }


def judge_intervals(found: dict[str, Estimate], known: list[Buurt], outcome: Outcome) -> None:
    for buurt in known:
        one = found[buurt.code]
        assert one.low is not None
        assert one.high is not None
        outcome.held.append(one.low - 1e-9 <= buurt.mean <= one.high + 1e-9)
        outcome.widths.append(one.high - one.low)


def run(scenario: Scenario, worlds: int, seed: int) -> Outcome:
    outcome = Outcome()
    for number in range(worlds):
        rng = np.random.default_rng([seed, number, len(scenario.name)])
        world = make_world(rng, scenario)
        scenario.walk(rng, world)
        judge(world, outcome)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{given.worlds} worlds a scenario, seed {given.seed}")
    print(f"{'':28}   {'rank correlation with the truth':35}{'RMSE':24}{'interval':15}false bad")
    print(
        f"{'scenario':28}   findings   mean    raw  score     mean    raw  score    "
        "holds  width    raw  score     gain"
    )
    missed: list[str] = []
    ties: list[str] = []
    for scenario in SCENARIOS:
        outcome = run(scenario, given.worlds, given.seed)
        print(line(scenario, outcome), flush=True)
        if scenario.rounds:
            missed += failures(scenario, outcome)
            ties += [scenario.name] if abs(gain(outcome)[0]) <= 2 * gain(outcome)[1] else []
    print()
    if not missed:
        print("All bars met: intervals hold 93–97 % on drawn routes; rank correlation above every")
        print(f"rival in every scenario with rounds (ties: {', '.join(ties) or 'none'}).")
    print("\n".join(missed))
    return 1 if missed else 0


def gain(outcome: Outcome) -> tuple[float, float]:
    """Rank correlation of the score less that of the best rival, and its standard error."""
    rivals = {n: np.array(c) for n, c in outcome.correlation.items() if n != "score"}
    best = max(rivals.values(), key=lambda values: values.mean())
    differences = np.array(outcome.correlation["score"]) - best
    return float(differences.mean()), float(differences.std() / len(differences) ** 0.5)


def line(scenario: Scenario, outcome: Outcome) -> str:
    def mean(values: list[float] | list[bool] | None) -> float:
        return float(np.mean(values)) if values else float("nan")

    correlation = [mean(outcome.correlation.get(n)) for n in ("findings", "mean", "raw", "score")]
    error = [mean(outcome.squares.get(n)) ** 0.5 for n in ("mean", "raw", "score")]
    bad = [mean(outcome.false_bad.get(n)) for n in ("raw", "score")]
    parts = [f"{scenario.name:28}"]
    parts += [f"{c:10.3f}" if i == 0 else f"{c:7.3f}" for i, c in enumerate(correlation)]
    parts += [" ", *(f"{e:6.2f}" for e in error)]
    parts += [
        f"  {mean(outcome.held):6.1%} {mean(outcome.widths):6.2f}",
        *(f"{b:6.1%}" for b in bad),
    ]
    if scenario.rounds:
        parts.append("  {:+.4f} ± {:.4f}".format(*gain(outcome)))
    return " ".join(parts).replace("nan%", "   –").replace("nan", "  –")


def failures(scenario: Scenario, outcome: Outcome) -> list[str]:
    missed = []
    held = float(np.mean(outcome.held))
    if scenario.drawn and not 0.93 <= held <= 0.97:
        missed.append(f"MISSED {scenario.name}: intervals hold {held:.1%}")
    difference, error = gain(outcome)
    if difference < -2 * error:
        missed.append(f"MISSED {scenario.name}: rank correlation {difference:+.4f} ± {error:.4f}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
