"""Migrations as the owner, rights for the application, and the places and rule documents every installation has."""

from django.core.management import call_command
from django.db import connections

from vardkedja.kernel.register import install
from vardkedja.web import rights
from vardkedja.web.settings import database


def prepare(owner_url: str, app_url: str) -> None:
    """Bring the database up to date. Safe to run again; the application is left connected in its own role."""
    as_role(owner_url)
    call_command("migrate", verbosity=0, interactive=False)
    rights.give(owner_url, app_url)
    as_role(app_url)
    install.places()
    install.rule_documents()


def as_role(url: str) -> None:
    """Let Django's connection be the one of a database address from now on."""
    connections["default"].close()
    wrapper = connections["default"]
    wrapper.settings_dict.update(database(url))
    connections.databases["default"].update(database(url))
