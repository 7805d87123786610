"""create_app: settings, blueprints, errors. Nothing else."""

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from wijkschouw import assets, headers, i18n, identity, jobs, logs, web
from wijkschouw.db import Database

ROOT = Path(__file__).parent.parent

# Modules with a ``blueprint``; the order is that of the start page's subjects.
BLUEPRINTS = (
    "wijkschouw.health",
    "wijkschouw.openapi",
    "wijkschouw.home.views",
    "wijkschouw.accounts.views",
    "wijkschouw.areas.views",
    "wijkschouw.catalogue.views",
    "wijkschouw.observations.views",
    "wijkschouw.perceptions.views",
    "wijkschouw.rounds.views",
    "wijkschouw.tasks.views",
    "wijkschouw.liveability.views",
    "wijkschouw.intake.views",
    "wijkschouw.office.views",
    "wijkschouw.proposals.views",
    "wijkschouw.reports.views",
    "wijkschouw.oversight.views",
    "wijkschouw.field.views",
    "wijkschouw.tiles.views",
)


def create_app(config: Config) -> Flask:
    """The web application. Opens no connection: without the database it starts all the same."""
    app = Flask("wijkschouw", root_path=str(ROOT), template_folder="templates")
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.environment == "test",
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-wijkschouw" if config.secure_cookies else "wijkschouw",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.extensions["config"] = config
    app.extensions["database"] = Database(config.database_url)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    jobs.configure(config)
    # web last, so that its commit comes first: the problem of a failed commit gets all headers too.
    for part in (logs, i18n, identity, assets, headers, web):
        part.register(app)
    for part in load_parts():
        app.register_blueprint(part.blueprint)
    return app


def load_parts() -> list[Any]:
    """The modules with blueprints, imported; a server does so before it forks.

    Their tables are made ready as well: a row that no session follows (queries.person) can be read
    from then on, which otherwise the first session would see to.
    """
    parts = [import_module(name) for name in BLUEPRINTS]
    configure_mappers()
    return parts
