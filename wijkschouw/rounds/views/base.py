"""The blueprint that the views of rounds share."""

from flask import Blueprint

blueprint = Blueprint("rounds", __name__)
