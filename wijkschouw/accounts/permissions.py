"""Who may call what: ONE table, endpoint → who. identity.py reads it before every request.

It says which roles may come in at all. What they see inside (own areas, own team, own observations)
is up to each service. Every endpoint of the app must be here; a test fails otherwise, and a running
app answers 404.
"""

from dataclasses import dataclass

from wijkschouw.accounts.rules import Role


@dataclass(frozen=True)
class Allowed:
    """``roles``: who may; empty with ``public`` False means nobody.

    ``own_origin``: a change here needs no CSRF token (there may be no session yet) but must come
    from our own pages, judged by Sec-Fetch-Site or Origin, with a JSON body.
    """

    roles: frozenset[Role] = frozenset()
    public: bool = False
    own_origin: bool = False


def only(*roles: Role) -> Allowed:
    """These roles and no others."""
    return Allowed(frozenset(roles))


PUBLIC = Allowed(public=True)
SIGNED_IN = Allowed(frozenset(Role))

INSPECTEUR, WIJKMANAGER, BOA = Role.INSPECTEUR, Role.WIJKMANAGER, Role.BOA
BEHEERDER, CONTROLEUR = Role.BEHEERDER, Role.CONTROLEUR

RECORDERS = only(INSPECTEUR, WIJKMANAGER, BOA)
MAP_READERS = only(INSPECTEUR, WIJKMANAGER, BOA, CONTROLEUR)
CORRECTORS = only(INSPECTEUR, WIJKMANAGER)
FOLLOW_UP = only(WIJKMANAGER, BOA)
MANAGERS = only(WIJKMANAGER)
ADMINISTRATORS = only(BEHEERDER)

# Each owner keeps the block of their blueprint.
ROUTES: dict[str, Allowed] = {
    # --- the house ---
    "static": PUBLIC,
    "health.alive": PUBLIC,
    "health.ready": PUBLIC,
    "openapi.document": PUBLIC,
    "security_txt": PUBLIC,
    "tiles.describe": SIGNED_IN,
    "tiles.tile": SIGNED_IN,
    # --- home ---
    "home.index": PUBLIC,
    "home.language": PUBLIC,
    # --- accounts ---
    "accounts.sign_in_page": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.sign_out": PUBLIC,
    "accounts.sign_in_from_phone": Allowed(public=True, own_origin=True),
    "accounts.sign_out_from_phone": Allowed(public=True, own_origin=True),
    "accounts.me": SIGNED_IN,
    "accounts.password_page": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.users_page": ADMINISTRATORS,
    "accounts.add_user": ADMINISTRATORS,
    "accounts.user_page": ADMINISTRATORS,
    "accounts.change_user": ADMINISTRATORS,
    "accounts.deactivate_user": ADMINISTRATORS,
    "accounts.activate_user": ADMINISTRATORS,
    "accounts.new_password": ADMINISTRATORS,
    "accounts.revoke_token": ADMINISTRATORS,
    "accounts.teams_page": ADMINISTRATORS,
    "accounts.save_team": ADMINISTRATORS,
    # --- areas ---
    "areas.list": SIGNED_IN,
    # --- catalogue ---
    "catalogue.show": SIGNED_IN,
    # --- observations ---
    "observations.list": RECORDERS,
    "observations.show": RECORDERS,
    # --- rounds ---
    "rounds.cells": RECORDERS,
    "rounds.planning": RECORDERS,
    "rounds.list": RECORDERS,
    "rounds.show": RECORDERS,
    "rounds.list_page": RECORDERS,
    "rounds.show_page": RECORDERS,
    "rounds.plan_page": MANAGERS,
    "rounds.plan": MANAGERS,
    "rounds.withdraw_plan": MANAGERS,
    # --- intake ---
    "intake.synchronise": RECORDERS,
    "intake.put_observation": RECORDERS,
    "intake.change_observation": CORRECTORS,
    "intake.withdraw_observation": CORRECTORS,
    "intake.put_photo": RECORDERS,
    "intake.show_photo": RECORDERS,
    "intake.redact_photo": MANAGERS,
    "intake.put_round": RECORDERS,
    "intake.put_perception": RECORDERS,
    # --- tasks ---
    "tasks.put": MANAGERS,
    "tasks.list": FOLLOW_UP,
    "tasks.show": FOLLOW_UP,
    "tasks.put_event": FOLLOW_UP,
    "tasks.list_page": FOLLOW_UP,
    "tasks.show_page": FOLLOW_UP,
    "tasks.places": FOLLOW_UP,
    "tasks.place": FOLLOW_UP,
    "tasks.take_step": FOLLOW_UP,
    "tasks.new_page": MANAGERS,
    "tasks.make": MANAGERS,
    "tasks.join": MANAGERS,
    "tasks.split": MANAGERS,
    "tasks.merge": MANAGERS,
    # --- office ---
    "office.list_page": RECORDERS,
    "office.places": RECORDERS,
    "office.show_page": RECORDERS,
    "office.place": RECORDERS,
    "office.export": RECORDERS,
    "office.make_task": MANAGERS,
    "office.correct": CORRECTORS,
    "office.withdraw": CORRECTORS,
    "office.withdraw_many": CORRECTORS,
    "office.redact_page": MANAGERS,
    "office.redact": MANAGERS,
    "office.redact_task_page": MANAGERS,
    "office.redact_of_task": MANAGERS,
    # --- liveability ---
    "liveability.list": MAP_READERS,
    "liveability.map_page": MAP_READERS,
    "liveability.table_page": MAP_READERS,
    "liveability.map_script": MAP_READERS,
    "liveability.download": MAP_READERS,
    "liveability.area_page": MAP_READERS,
    "liveability.method_page": MAP_READERS,
    "liveability.layer": MANAGERS,
    "liveability.settings_page": ADMINISTRATORS,
    "liveability.change_settings": ADMINISTRATORS,
    # --- reports ---
    "reports.list_page": MANAGERS,
    "reports.list_part": MANAGERS,
    "reports.ask": MANAGERS,
    "reports.download": MANAGERS,
    "reports.subscribe": MANAGERS,
    # --- proposals ---
    "proposals.proposals_page": MANAGERS,
    "proposals.month_page": only(INSPECTEUR, WIJKMANAGER),
    "proposals.feed": PUBLIC,  # its address is the key
    # --- oversight ---
    "oversight.effort_page": only(WIJKMANAGER, CONTROLEUR),
    "oversight.changes_page": only(WIJKMANAGER, CONTROLEUR),
    "oversight.register": PUBLIC,
    # --- perceptions ---
    "perceptions.list": MAP_READERS,
    # --- field ---
    "field.app": PUBLIC,
    "field.offline": PUBLIC,
    "field.service_worker": PUBLIC,
    "field.manifest": PUBLIC,
    "dist": PUBLIC,
    # --- opendata ---
}
