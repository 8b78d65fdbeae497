"""The application's rights in the database: it owns nothing, and log rows can neither be changed nor deleted."""

from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from psycopg import sql


def give(owner_url: str, app_url: str) -> None:
    """Give the role of `app_url` what it needs and no more, as the role of `owner_url`. Safe to run again."""
    app = sql.Identifier(urlsplit(app_url).username or "")
    with psycopg.connect(owner_url) as connection:
        connection.execute(sql.SQL("grant usage on schema public to {}").format(app))
        connection.execute(
            sql.SQL("grant select, insert, update, delete on all tables in schema public to {}").format(app)
        )
        connection.execute(sql.SQL("grant usage, select on all sequences in schema public to {}").format(app))
        connection.execute(sql.SQL("grant execute on all functions in schema public to {}").format(app))
        for model in apps.get_models():
            if getattr(model, "insert_only", False):
                table = sql.Identifier(model._meta.db_table)
                connection.execute(sql.SQL("revoke update, delete, truncate on {} from {}").format(table, app))
        connection.execute(sql.SQL("revoke insert, update, delete on django_migrations from {}").format(app))
