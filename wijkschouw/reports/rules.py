"""What stands in a report of a wijk, and how figures read in Dutch. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

QUARTERS = ("eerste", "tweede", "derde", "vierde")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
TOO_LITTLE = "te weinig gezien"


@dataclass(frozen=True)
class Figure:
    """A score as it is shown: numbers on the scale 1–10, or None where nothing was seen."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    grade: str | None = None
    coverage: float = 0.0
    cells_seen: int = 0
    cells_total: int = 0
    visits: float = 0.0
    before: float | None = None

    @property
    def words(self) -> str:
        """The class, or that too little was seen."""
        return self.grade or TOO_LITTLE

    def row(self, name: str) -> list[str]:
        """The cells of a table: name, score, interval, class, coverage, change."""
        return [
            name,
            decimal(self.score),
            f"{decimal(self.low)} – {decimal(self.high)}" if self.score is not None else "–",
            self.words,
            percent(self.coverage),
            change(self.before, self.score),
        ]


@dataclass
class Content:
    """All that the document says. Texts are ready to print; ``map_svg`` is a drawing."""

    title: str
    municipality: str
    wijk: str
    period: str
    made_on: str
    summary: str = ""
    total: Figure = field(default_factory=Figure)
    themes: list[list[str]] = field(default_factory=list)
    buurten: list[list[str]] = field(default_factory=list)
    categories: list[list[str]] = field(default_factory=list)
    tasks: list[list[str]] = field(default_factory=list)
    tasks_summary: str = ""
    rounds_summary: str = ""
    photos: list[dict[str, str]] = field(default_factory=list)
    photos_remark: str = ""
    legend: list[dict[str, str]] = field(default_factory=list)
    map_alt: str = ""
    weights: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the document's template."""
        return asdict(self) | {
            "score": decimal(self.total.score),
            "interval": f"{decimal(self.total.low)} – {decimal(self.total.high)}",
            "grade": self.total.words,
        }


def decimal(value: float | None, digits: int = 1) -> str:
    """7,4 – or a dash for what is not known."""
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")


def percent(share: float) -> str:
    """A share of 0–1 as 35 %."""
    return f"{share * 100:.0f}\u00a0%"


def change(before: float | None, now: float | None) -> str:
    """The difference with the quarter before, with its sign."""
    if before is None or now is None:
        return "–"
    difference = round(now - before, 1)
    if difference == 0:
        return "gelijk"
    return ("+" if difference > 0 else "−") + decimal(abs(difference))


def period_words(period: str) -> str:
    """``2026-Q4`` → vierde kwartaal van 2026."""
    year, quarter = period.split("-Q")
    return f"{QUARTERS[int(quarter) - 1]} kwartaal van {year}"


def day_words(moment: datetime | date) -> str:
    """27 november 2026."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def summary_of(wijk: str, period: str, total: Figure, buurten: Mapping[str, Figure]) -> str:
    """The first sentences: what a council member should know when they read no further."""
    if total.score is None:
        return (
            f"In {wijk} is in het {period_words(period)} te weinig gelopen om een cijfer te geven. "
            "Dat betekent niet dat het er goed of slecht is: we weten het niet."
        )
    known = {name: f for name, f in buurten.items() if f.grade and f.score is not None}
    text = (
        f"{wijk} krijgt in het {period_words(period)} een {decimal(total.score)} "
        f"({total.words}); met 95\u00a0% zekerheid ligt het cijfer tussen {decimal(total.low)} en "
        f"{decimal(total.high)}."
    )
    if len(known) > 1:
        ordered = sorted(known, key=lambda name: (known[name].score or 0.0, name))
        text += (
            f" Van de buurten staat {ordered[-1]} er het best voor "
            f"({decimal(known[ordered[-1]].score)}) en vraagt {ordered[0]} de meeste aandacht "
            f"({decimal(known[ordered[0]].score)})."
        )
    unseen = sorted(name for name, f in buurten.items() if not f.grade)
    if unseen:
        text += f" Te weinig gezien voor een oordeel: {join_words(unseen)}."
    return text


def join_words(words: Sequence[str]) -> str:
    """a, b en c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"


@dataclass(frozen=True)
class TaskCounts:
    """``open`` now, of which ``late``; ``done`` in the period, of which ``in_time``."""

    open: int = 0
    late: int = 0
    done: int = 0
    in_time: int = 0

    def words(self) -> str:
        """One sentence."""
        text = "Er staat 1 taak open" if self.open == 1 else f"Er staan {self.open} taken open"
        text += f", waarvan {self.late} over de termijn." if self.late else "."
        if self.done:
            share = percent(self.in_time / self.done)
            what = "is 1 taak" if self.done == 1 else f"zijn {self.done} taken"
            text += f" In deze periode {what} afgehandeld, {share} op tijd."
        return text


def months_after(last: str, today: date) -> str | None:
    """The month to send for (``2026-11``) when it was not sent yet, else None."""
    present = f"{today.year}-{today.month:02}"
    return present if present > last else None


def previous_month_period(today: date) -> str:
    """The quarter in which the month before lies: what a monthly report is about."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-Q{(month - 1) // 3 + 1}"


def missing_photos_words(count: int) -> str:
    """What a report says of photos that were announced and are not here; empty for none."""
    if count == 0:
        return ""
    if count == 1:
        return "1 foto is nog niet verzonden door de telefoon en ontbreekt in dit rapport."
    return f"{count} foto's zijn nog niet verzonden door de telefoon en ontbreken in dit rapport."


def top(counts: Mapping[str, int], limit: int = 8) -> list[tuple[str, int]]:
    """The most frequent, most first, by name where equal."""
    ordered: Iterable[tuple[str, int]] = sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    return list(ordered)[:limit]
