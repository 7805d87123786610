"""What became of the findings: tasks, and the steps of their lives up to today. Pure, by a seed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from wijkschouw.catalogue.rules import Catalogue, Category
from wijkschouw.demo import words
from wijkschouw.demo.walks import HERE
from wijkschouw.tasks.rules import EventKind, Outcome

# Which share of what was bad or very bad somebody made a task of.
FOLLOWED_UP = 0.13
PICTURED, PICTURED_DAYS = 0.12, 60
MANAGER = "wijkmanager"
OTHER_TEAMS = "buitendienst"
# The latest ones nobody has given to a team yet; of those of the last weeks many still wait.
NEWEST, RECENT = 5, timedelta(days=16)
DAY = (8, 18)  # hours between which people work


@dataclass(frozen=True)
class Step:
    """A step by somebody (key of the demonstration's people), ready for the service."""

    id: UUID
    by: str
    at: datetime
    content: dict[str, Any]
    pictured: bool = False


@dataclass
class Story:
    """A task and what happened to it; `team` is None when nobody chose one yet."""

    id: UUID
    observation: UUID
    made_at: datetime
    team: str | None
    steps: list[Step] = field(default_factory=list)


Item = Mapping[str, Any]


def worth_a_task(item: Item) -> bool:
    """Whether a wijkmanager acted on this observation."""
    properties = item["inhoud"]["properties"]
    return (
        properties["niveau"] in "CD"
        and properties["categorie"] != "intimidatie"
        and _random(item["id"]).random() < FOLLOWED_UP
    )


def worth_a_picture(item: Item, catalogue: Catalogue, now: datetime) -> bool:
    """Whether an inspector took a picture: of what is bad, and not too long ago."""
    properties = item["inhoud"]["properties"]
    known = catalogue.category(properties["thema"], properties["categorie"])
    recent = now - _at(item) < timedelta(days=PICTURED_DAYS)
    if not recent or known is None or not known.photo or properties["niveau"] not in "CD":
        return False
    return worth_a_task(item) or _random(f"{item['id']}/foto").random() < PICTURED


def stories(items: Iterable[Item], catalogue: Catalogue, now: datetime) -> list[Story]:
    """The tasks of these observations, oldest first, each as far as it had come by `now`."""
    told = sorted(_told(items, catalogue, now), key=lambda story: story.made_at)
    for story in told[-NEWEST:]:
        story.team, story.steps = None, []
    return told


def _told(items: Iterable[Item], catalogue: Catalogue, now: datetime) -> Iterator[Story]:
    for item in items:
        properties = item["inhoud"]["properties"]
        category = catalogue.category(properties["thema"], properties["categorie"])
        if category is None or not worth_a_task(item):
            continue
        story = _Telling(item, category, now).tell()
        if story.made_at < now:
            yield story


class _Telling:
    """Tells one story; `at` is how late it is in it."""

    def __init__(self, item: Item, category: Category, now: datetime) -> None:
        self.random = _random(f"{item['id']}/taak")
        self.category = category
        self.now = now
        self.at = self._by_day(_at(item) + self._hours(3, 40))
        self.id = uuid5(NAMESPACE_URL, f"{item['id']}/taak")
        self.waits = 0.5 if now - self.at < RECENT else 0.09
        self.story = Story(self.id, UUID(item["id"]), self.at, category.team)

    def tell(self) -> Story:
        """The whole life; steps that would lie in the future did not happen."""
        turn = self.random.random()
        if turn < 0.06:
            self._step(EventKind.DROP, MANAGER, (5, 60), toelichting=words.DROPPED)
        elif turn < 0.13:
            self._forward()
        elif turn < 0.13 + self.waits:
            self._stall()
        else:
            self._handle()
            if self.random.random() < 0.9:
                self._step(EventKind.CHECK, MANAGER, (20, 96))
            if self.random.random() < 0.1:
                self._step(EventKind.REOPEN, MANAGER, (40, 200), toelichting=words.REOPENED)
                if self.random.random() < 0.5:
                    self._handle()
        self.story.steps = [step for step in self.story.steps if step.at < self.now]
        return self.story

    def _forward(self) -> None:
        reference = f"NB-{self.random.randrange(10_000, 99_999)}"
        self._step(
            EventKind.FORWARD, MANAGER, (10, 50), aan=words.FORWARDED_TO, referentie=reference
        )
        if self.random.random() < 0.4:
            self._handle_by(MANAGER, (200, 700))

    def _stall(self) -> None:
        if self.random.random() < 0.35:
            self._step(EventKind.ACCEPT, self._hands(), (10, 90))

    def _handle(self) -> None:
        self._step(EventKind.ACCEPT, self._hands(), (4, 60))
        self._handle_by(self._hands(), (3, 70))

    def _handle_by(self, by: str, after: tuple[int, int]) -> None:
        outcome = self._outcome(pictured := self._is_pictured())
        note = self.random.choice(words.HANDLED[outcome.value])
        content: dict[str, Any] = {"uitkomst": outcome.value}
        if self.category.handling.note or self.random.random() < 0.6:
            content["toelichting"] = note
        if outcome is Outcome.REPORTED:
            content["referentie"] = f"PV-{self.random.randrange(1_000, 9_999)}"
        self._step(EventKind.HANDLE, by, after, pictured=pictured, **content)

    def _is_pictured(self) -> bool:
        """Whether there is a picture of how it was left, where the category wants one."""
        recent = self.now - self.at < timedelta(days=PICTURED_DAYS)
        return self.category.handling.photo and recent

    def _outcome(self, pictured: bool) -> Outcome:
        if self.category.handling.photo:  # without a picture it can only have been gone
            return Outcome.SOLVED if pictured else Outcome.NOT_FOUND
        possible = [Outcome.SOLVED, Outcome.NOT_FOUND, Outcome.UNSOLVABLE]
        weights = [80, 12, 4]
        if self.category.team == "boa":
            possible += [Outcome.WARNED, Outcome.REPORTED]
            weights += [10, 3]
        return self.random.choices(possible, weights)[0]

    def _hands(self) -> str:
        return "boa" if self.category.team == "boa" else OTHER_TEAMS

    def _step(
        self,
        kind: EventKind,
        by: str,
        after: tuple[int, int],
        *,
        pictured: bool = False,
        **content: Any,
    ) -> None:
        self.at = self._by_day(self.at + self._hours(*after))
        step_id = uuid5(NAMESPACE_URL, f"{self.id}/{len(self.story.steps)}")
        data = {"soort": kind.value, "op": self.at.isoformat(), **content}
        self.story.steps.append(Step(step_id, by, self.at, data, pictured))

    def _by_day(self, at: datetime) -> datetime:
        """That moment, or the next morning when it is in the night."""
        here = at.astimezone(HERE)
        if DAY[0] <= here.hour < DAY[1]:
            return at
        morning = here + timedelta(days=here.hour >= DAY[1])
        return morning.replace(hour=DAY[0], minute=self.random.randrange(60)).astimezone(UTC)

    def _hours(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.random.randrange(least * 60, most * 60))


def _at(item: Item) -> datetime:
    return datetime.fromisoformat(item["inhoud"]["properties"]["waargenomenOp"])


def _random(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - the same stories every time
