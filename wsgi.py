"""The web application for a WSGI server: ``gunicorn wsgi:app``."""

from config import Config
from wijkschouw.app import create_app

app = create_app(Config.from_environment())
