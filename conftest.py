"""Tests run against a real PostgreSQL of their own, as the application's role, each process in its own database.

One cluster for a whole run; a template database is migrated and given the cast once, and copied per process.
"""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

# Everything a run writes lies in a folder of its own, set before the settings are read.
# An installation named in the environment is never touched; the processes of one run share the first one's folder.
_MADE_HERE = "PYTEST_XDIST_WORKER" not in os.environ
if _MADE_HERE:
    folder = tempfile.mkdtemp(prefix="vardkedja-test-")
    Path(folder).chmod(0o755)
    os.environ["VARDKEDJA_DATA"] = folder
os.environ["VARDKEDJA_DEMO"] = "1"
os.environ["VARDKEDJA_SECRET"] = "only-for-tests"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("DATABASE_OWNER_URL", None)

os.environ["DJANGO_SETTINGS_MODULE"] = "vardkedja.web.settings"
FOLDER = Path(os.environ["VARDKEDJA_DATA"])
(FOLDER / "static").mkdir(exist_ok=True)

import django  # noqa: E402
import hypothesis  # noqa: E402
import psycopg  # noqa: E402
from psycopg import sql  # noqa: E402

from vardkedja.web.postgres import APP, OWNER, Cluster  # noqa: E402

django.setup()
# How long an example takes depends on what else the machine does; timings belong in bench/.
hypothesis.settings.register_profile("vardkedja", deadline=None)
hypothesis.settings.load_profile("vardkedja")
CLUSTER = Cluster(FOLDER / "postgres", durable=False)
TEMPLATE = "vardkedja"


@contextlib.contextmanager
def _alone(name: str):
    """One process at a time; the others wait."""
    lock = FOLDER / f"{name}.lock"
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.rmdir()


def _make_template() -> None:
    from vardkedja.demo.cast import load_cast
    from vardkedja.kernel import clock
    from vardkedja.web import database

    with clock.stopped_at("2025-01-02 08:00"):
        database.prepare(CLUSTER.url(OWNER), CLUSTER.url(APP))
        load_cast()
    from django.db import connections

    connections["default"].close()
    (FOLDER / "template-ready").touch()


@pytest.fixture(scope="session")
def database_name(request: pytest.FixtureRequest, django_db_blocker) -> str:
    """This process's own database, copied from the template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with _alone("template"):
        CLUSTER.start()
        if not (FOLDER / "template-ready").exists():
            with django_db_blocker.unblock():
                _make_template()
        return copy_template(f"test_{worker}")


def copy_template(name: str) -> str:
    """Make (or make anew) a database as a copy of the template; gives its name."""
    with psycopg.connect(CLUSTER.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(*map(sql.Identifier, (name, TEMPLATE, OWNER)))
        )
    return name


@pytest.fixture(scope="session")
def django_db_setup(database_name: str, django_db_blocker) -> None:
    """pytest-django's own set-up is replaced: the database exists, and the connection is the application's."""
    from vardkedja.web.database import as_role

    with django_db_blocker.unblock():
        as_role(CLUSTER.url(APP, database_name))


@pytest.fixture
def real_commits(database_name: str, django_db_setup, django_db_blocker):
    """For races and servers: commits are real, and afterwards the database is copied anew. Gives the database's name."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield database_name
        connections.close_all()
        copy_template(database_name)


@pytest.fixture(autouse=True)
def _clock_goes_on():
    """A test that stops the clock does not stop it for the next one."""
    from vardkedja.kernel import clock

    yield
    clock.set_to(None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folder takes it away, and the server with it."""
    if _MADE_HERE:
        if (CLUSTER.folder / "cluster.json").exists():
            CLUSTER.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)
