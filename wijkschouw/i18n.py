"""The language of the pages: Dutch, unless somebody chose English (kept in the session).

A browser's Accept-Language is not asked: many in the Netherlands run an English system, and read
letters from their municipality in Dutch.
"""

from flask import Flask, has_request_context, session
from flask_babel import Babel

LANGUAGES = ("nl", "en")


def register(app: Flask) -> None:
    """Hang the translations into the app. The texts in code and templates are the Dutch ones."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "wijkschouw/translations")
    Babel(
        app,
        default_locale="nl",
        default_timezone="Europe/Amsterdam",
        locale_selector=language,
    )


def language() -> str:
    """``nl`` or ``en``."""
    chosen = session.get("taal") if has_request_context() else None
    return chosen if chosen in LANGUAGES else "nl"
