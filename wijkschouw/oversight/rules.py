"""Where inspectors looked and where not: effort per buurt, and when it is uneven. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Amsterdam")
# Code and the hour it begins, on the clock in the street.
DAY_PARTS = (("nacht", 0), ("ochtend", 6), ("middag", 12), ("avond", 18))
# A buurt gets much less or more than usual from this factor on. Below it, chance alone explains
# a difference when a municipality walks a few rounds per buurt and quarter.
UNEVEN = 3.0


def day_part(moment: datetime) -> str:
    """nacht, ochtend, middag or avond."""
    hour = moment.astimezone(LOCAL).hour
    return next(code for code, begin in reversed(DAY_PARTS) if hour >= begin)


@dataclass
class Effort:
    """What was walked in one buurt.

    ``cell_visits`` counts a cell once per round; ``cells_seen`` counts it once. ``residents`` is
    None where nobody knows. ``warning``: '', 'geen', 'weinig', 'veel'.
    """

    code: str
    name: str
    cells_total: int
    residents: int | None = None
    rounds: int = 0
    cells_seen: int = 0
    cell_visits: int = 0
    drawn_visits: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    warning: str = ""

    @property
    def visits_per_cell(self) -> float:
        """How often an average cell was seen."""
        return self.cell_visits / self.cells_total if self.cells_total else 0.0

    @property
    def seen_share(self) -> float:
        """The share of the cells that was seen at all, 0–1.

        A cell on the border is seen for each buurt but counts in one, so more can be seen than
        there are.
        """
        return min(1.0, self.cells_seen / self.cells_total) if self.cells_total else 0.0

    @property
    def drawn_share(self) -> float | None:
        """The share of visits to cells that the draw chose; None without visits."""
        return self.drawn_visits / self.cell_visits if self.cell_visits else None

    @property
    def rounds_per_1000(self) -> float | None:
        """Rounds per 1,000 inhabitants; None where their number is not known or nobody lives."""
        return self.rounds / self.residents * 1000 if self.residents else None


def warn(efforts: Sequence[Effort]) -> None:
    """Set the warnings: a buurt against the median of the buurten that were visited."""
    visited = [e.visits_per_cell for e in efforts if e.cell_visits]
    usual = median(visited) if visited else 0.0
    for effort in efforts:
        effort.warning = _warning(effort, usual)


def _warning(effort: Effort, usual: float) -> str:
    if not effort.cell_visits:
        return "geen"
    if effort.visits_per_cell * UNEVEN < usual:
        return "weinig"
    return "veel" if effort.visits_per_cell > usual * UNEVEN else ""


def unused_parts(efforts: Iterable[Effort], parts: Iterable[str]) -> list[str]:
    """Parts of the day in which nobody walked anywhere."""
    walked = {part for effort in efforts for part, rounds in effort.parts.items() if rounds}
    return [part for part in parts if part not in walked]


def counted_parts(moments: Iterable[datetime]) -> dict[str, int]:
    """Rounds by part of the day, all parts named."""
    counts = {code: 0 for code, _ in DAY_PARTS}
    for moment in moments:
        counts[day_part(moment)] += 1
    return counts


def register_entry(municipality: str, method: Mapping[str, str], contact: str) -> dict[str, object]:
    """The entry for the national algorithm register, publication standard 1.0.

    ``method`` has the texts of the present settings: weights, half_life, classes.
    """
    return {
        "standard_version": "1.0",
        "lang": "NLD",
        "name": "wijkschouw: leefbaarheidscijfer en volgorde van taken",
        "organization": municipality,
        "contact_email": contact.removeprefix("mailto:"),
        "status": "In gebruik",
        "publication_category": "Overige algoritmes",
        "theme": "Openbare orde en veiligheid",
        "category": "Openbare ruimte",
        "description_short": (
            "Berekent uit rondes van inspecteurs per buurt een cijfer van 1 tot 10 voor hoe de "
            "openbare ruimte erbij ligt, met een interval dat zegt hoe zeker het is, en zet taken "
            "op volgorde van termijn en afstand."
        ),
        "goal": (
            "Gemeentelijke aandacht richten op plekken waar verlichting, afval of overlast dat "
            "vragen, ook waar weinig meldingen vandaan komen."
        ),
        "proportionality": (
            "Het cijfer gaat over plekken, nooit over personen, en heeft geen rechtsgevolg. Tellen "
            "van meldingen is het alternatief; dat meet vooral waar veel wordt gekeken."
        ),
        "human_intervention": (
            "Mensen beslissen. Een wijkmanager beslist of een waarneming een taak wordt en kan "
            "waarnemingen met opgaaf van reden verbeteren of intrekken; elke verbetering blijft "
            "zichtbaar. Een cijfer leidt nooit vanzelf tot een handeling."
        ),
        "risks": (
            "Ongelijke aandacht: waar niemand loopt, is niets bekend. Daarom loot het systeem de "
            "vakken van een ronde, kleurt het buurten die te weinig zijn gezien niet, en toont de "
            "pagina Inzet waar de aandacht scheef is. Beleving telt niet mee in het cijfer."
        ),
        "lawful_basis": "Publieke taak: zorg voor de openbare ruimte en de openbare orde",
        "impacttoetsen": "DPIA door de gemeente, met de gegevens van deze installatie",
        "source_data": (
            "Waarnemingen en looproutes van inspecteurs (na 30 dagen alleen de geziene vakken), "
            "buurtgrenzen en inwonertallen van het CBS"
        ),
        "methods_and_models": (
            "Vast rekenmodel zonder zelflerend deel: slechtste niveau per vak van 100 meter, "
            "gemiddelde van vakken met verval in de tijd, steekproefvariantie in twee trappen, "
            "empirisch-Bayes-krimp naar het gemeentelijk gemiddelde. "
            f"{method['weights']} {method['half_life']} {method['classes']}"
        ),
        "monitoring": (
            "De pagina Inzet toont rondes, geziene vakken en dagdelen per buurt en waarschuwt bij "
            "scheve aandacht; een simulatie met bekende waarheid toetst het interval."
        ),
        "objection_procedure": (
            "Het cijfer is geen besluit. Wie een waarneming onjuist vindt, kan dat melden bij de "
            "wijkmanager."
        ),
        "source_code": "Open broncode, EUPL-1.2",
    }
