"""The blueprint that the views of tasks share, and the words that any template may ask for."""

from flask import Blueprint

from wijkschouw.tasks import words

blueprint = Blueprint("tasks", __name__)
for name, tell in words.FILTERS.items():
    blueprint.add_app_template_filter(tell, name)
