"""The long run: ``python -m tests.e2e.chaos --episodes 1000``; ``make chaos EPISODES=1000``.

Prints a line per episode that went wrong and one line at the end; exit status 1 when anything did.
An episode is repeated by its seed: ``--first 417 --episodes 1``.
"""

import argparse
import sys

from tests.databases import KINDS
from tests.e2e.chaos.campaign import run_all


def main() -> int:
    """Run, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.chaos", description=__doc__)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--jobs", type=int, default=2, help="episodes at the same time")
    options = parser.parse_args()
    kinds = list(KINDS) if options.database == "both" else [options.database]
    seeds = range(options.first, options.first + options.episodes)
    wrong = sum(run_all(kind, seeds, options.jobs) for kind in kinds)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
