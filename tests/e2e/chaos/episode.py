"""Runs one episode against a server, lets the network heal, and has judged what is left."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error

from tests.e2e.chaos.judge import judge, told
from tests.e2e.chaos.phone import Phone
from tests.e2e.chaos.plan import Act, Episode
from tests.e2e.chaos.street import Street
from tests.e2e.server import Server, wait_until

DRAIN_SECONDS = 90


@dataclass
class Result:
    """What an episode came to; ``wrong`` is empty when all is well."""

    seed: int
    observations: int
    photos: int
    steps: int
    faults: dict[str, int]
    wrong: list[str]


def run_episode(street: Street, episode: Episode) -> Result:
    """The acts of the episode through a failing network; then peace, and judgement."""
    phone = street.begin(episode)
    _live(street.server, phone, episode)
    _heal(street, phone)
    stored = phone.read()

    def count(kind: str) -> int:
        return sum(1 for row in stored if row["kind"] == kind)

    return Result(
        episode.seed,
        observations=count("waarneming"),
        photos=count("foto"),
        steps=count("gebeurtenis"),
        faults={name: n for name, n in street.proxy.faults.items() if name != "none"},
        wrong=judge(street.server.database, street.proxy, phone, stored),
    )


def _live(server: Server, phone: Phone, episode: Episode) -> None:
    for number, act in enumerate(episode.acts):
        try:
            _act(server, phone, act)
        except (Error, AssertionError) as error:
            screen = phone.page.inner_text("body") if not phone.page.is_closed() else "(closed)"
            raise AssertionError(
                f"act {number} ({act}) of seed {episode.seed}: {error}\nOn the screen:\n{screen}"
            ) from error


def _act(server: Server, phone: Phone, act: Act) -> None:
    if act is Act.KILL_SERVER:
        server.kill()
    elif act is Act.START_SERVER:
        server.start_if_stopped()
    else:
        phone.do(act)


def _heal(street: Street, phone: Phone) -> None:
    """The network, the server and the session are well again; the app gets time to send."""
    street.proxy.heal()
    street.server.start_if_stopped()
    phone.context.set_offline(False)
    phone.page.reload(wait_until="domcontentloaded")
    phone.page.wait_for_selector("#app[data-ready=true]")

    def drained() -> bool:
        waiting = _waiting(phone.read())
        if waiting:
            phone.send_now()
        return not waiting

    wait_until(drained, DRAIN_SECONDS, lambda: f"still waiting: {told(_waiting(phone.read()))}")


def _waiting(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["state"] in ("te-verzenden", "bezig")]
