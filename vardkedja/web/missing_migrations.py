"""Are the migrations complete? Compares the models with what the migrations make, without any database.

Runs as a program. Django's own system checks run too, and a warning counts as an error.
"""

import sys

import django
from django.apps import apps
from django.core.checks import WARNING, run_checks
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def faults() -> list[str]:
    """One line per change that no migration makes, and per warning of Django's checks; empty when all is well."""
    loader = MigrationLoader(None)
    conflicts = [f"{app}: two last migrations, {', '.join(names)}" for app, names in loader.detect_conflicts().items()]
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    missing = [
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]
    warned = [str(message) for message in run_checks() if message.level >= WARNING]
    return [*conflicts, *missing, *warned]


if __name__ == "__main__":
    django.setup()
    found = faults()
    print("\n".join(found) or "Migrations are complete.")
    sys.exit(1 if found else 0)
