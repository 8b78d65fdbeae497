"""A signature binds content, person, role, unit and time (X-09)."""

import copy
import datetime
from typing import Any

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel.documents import Document, signed_columns

AT = datetime.datetime(2025, 2, 3, 9, 0, tzinfo=datetime.UTC)
CONTENT: dict[str, Any] = {"question": "Ont i vänster knä", "boxes": {"agreement": 2}, "causes": ["platsbrist"]}


@pytest.fixture
def signed(db: None) -> Document:
    return Document(**signed_columns(copy.deepcopy(CONTENT), actor("johan.akerhielm"), AT))


def test_what_was_signed_is_intact_in_any_time_zone_and_order(signed: Document) -> None:
    """X-09: the same instant written otherwise, and the keys in another order, are the same."""
    assert signed.intact()
    signed.signed_at = AT.astimezone(datetime.timezone(datetime.timedelta(hours=1)))
    signed.content = dict(reversed(list(CONTENT.items())))
    assert signed.intact()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content", CONTENT | {"question": "Ont i vänstre knä"}),
        ("content", CONTENT | {"boxes": {"agreement": 1}}),
        ("content", CONTENT | {"causes": ["platsbrist", "kompetens"]}),
        ("content", {**CONTENT, "more": None}),
        ("signed_by_id", 2),
        ("signed_role", "verksamhetschef"),
        ("signed_unit_id", 2),
        ("signed_at", AT + datetime.timedelta(microseconds=1)),
        ("signature", "0" * 64),
    ],
)
def test_one_altered_character_person_role_unit_or_moment_is_found(signed: Document, name: str, value: object) -> None:
    """X-09: each part that the signature binds."""
    assert signed.intact()
    setattr(signed, name, value)
    assert not signed.intact()


def test_the_key_is_part_of_it(signed: Document, settings: Any) -> None:
    """X-09: with another key of the installation nothing verifies."""
    settings.SIGNING_KEY = b"another"
    assert not signed.intact()
