"""Tasks on a phone."""

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from tests.e2e.field_app import FieldApp
from tests.e2e.field_tasks import make_task
from tests.e2e.server import Server, wait_until
from tests.factories.town import Town
from wijkschouw.tasks.models import Task, TaskEvent

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def steps(server: Server) -> list[str]:
    with server.database.open() as session:
        taken = session.exec(select(TaskEvent).order_by(col(TaskEvent.sequence)))
        return [event.kind for event in taken]


def test_a_boa_accepts_and_handles_a_task_without_a_network(
    app: FieldApp, server: Server, town: Town
) -> None:
    make_task(server, town)
    app.sign_in("boa")
    app.go("#/taken")
    card = app.page.locator("[data-task]")
    expect(card).to_contain_text("Bijplaatsing")
    app.context.set_offline(True)
    card.click()
    history = app.page.locator(".timeline li")
    expect(history).to_contain_text(["graag voor het weekend"])
    app.page.locator("[data-accept]").click()
    app.expect_message("Geaccepteerd, op dit toestel opgeslagen")
    expect(history).to_contain_text(["toegewezen", "stap wacht op verzending"])
    app.page.locator("[data-handle]").click()
    expect(app.page.get_by_role("alert").filter(has_text="Kies eerst een uitkomst")).to_be_visible()
    app.page.get_by_role("radio", name="Waarschuwing gegeven").check()
    app.page.get_by_label("Toelichting").fill("bewoner haalt het weg")
    app.page.locator("[data-handle]").click()
    expect(app.page.get_by_text("Er zijn geen open taken voor u")).to_be_visible()
    app.context.set_offline(False)
    app.send()
    wait_until(
        lambda: steps(server)[-2:] == ["accepteren", "afhandelen"], 20, lambda: str(steps(server))
    )
    with server.database.open() as session:
        [task] = session.exec(select(Task)).all()
    assert task.state == "afgehandeld"
