"""``python -m benchmarks [--database KIND] [--scale SHARE] [CASE …]``."""

import argparse
from importlib import import_module

from rich.console import Console
from rich.table import Table

from benchmarks.harness import DATABASES, machine

CASES = {
    "a": "put_observations",
    "b": "synchronise",
    "c": "photos",
    "d": "map_scale",
    "e": "memory",
    "f": "floor",
}


def main() -> None:
    """Measure what was asked for, and print it."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure this machine.")
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], help="default: all")
    parser.add_argument("--database", choices=DATABASES, help="default: both")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the work")
    asked = parser.parse_args()
    table = Table("case", "database", "", "measured", "aimed at", title=machine())
    console = Console(width=120)
    for letter in asked.cases or CASES:
        case = import_module(f"benchmarks.{CASES[letter]}")
        for kind in [asked.database] if asked.database else DATABASES:
            console.print(f"measuring ({letter}) {CASES[letter]} on {kind} …", style="dim")
            for row in case.run(kind, asked.scale):
                table.add_row(row.case, row.database, row.what, row.figures, row.aim)
    console.print(table)


if __name__ == "__main__":
    main()
