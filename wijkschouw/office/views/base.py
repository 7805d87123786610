"""What the office's pages share."""

from flask import Blueprint

blueprint = Blueprint("office", __name__)
