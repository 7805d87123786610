"""The web application for a WSGI server: ``gunicorn wsgi:app``."""

from config import Config
from wijkschouw.accounts.startup import refuse_known_accounts
from wijkschouw.app import create_app

config = Config.from_environment()
refuse_known_accounts(config)
app = create_app(config)
