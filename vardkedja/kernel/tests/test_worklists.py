"""Places in a list, and its numbers (X-17)."""

import base64
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.kernel import worklists
from vardkedja.kernel.query import Compiled, Marker

UTC = datetime.UTC


@given(st.one_of(st.dates(), st.datetimes(timezones=st.just(UTC))), st.integers(0, 2**63 - 1))
def test_a_place_comes_back_as_it_went(sort_on: datetime.date, row_id: int) -> None:
    """X-17: the day or the instant, and the id."""
    assert worklists.decode(worklists.encode((sort_on, row_id))) == (sort_on.isoformat(), row_id)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_a_tampered_place_is_none_or_a_place_that_the_database_can_read(text: str) -> None:
    """X-17: never an error; what is let through is a true instant and a true id."""
    place = worklists.decode(text)
    if place is not None:
        assert datetime.datetime.fromisoformat(place[0])
        assert 0 <= place[1] < 2**63


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "2025-01-01",
        "2025-01-01|",
        "2025-01-01|x",
        "2025-13-01|1",
        "2025-01-01|-1",
        f"2025-01-01|{2**63}",
        "0001-01-01T00:00+15:00|1",
    ],
)
def test_what_is_no_place_is_none(place: str) -> None:
    """X-17: beside the one that is."""
    code = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    assert worklists.decode(code) is None
    good = base64.urlsafe_b64encode(b"2025-01-01|7").decode().rstrip("=")
    assert worklists.decode(good) == ("2025-01-01", 7)


def series(rows: int, limit: int) -> Compiled:
    """So many rows, as a list's question with its limit."""
    return Compiled(f"select n, n from generate_series(1, {rows}) n where n > %s limit {limit}", (Marker("after"),))


@pytest.mark.parametrize(("rows", "shown", "more"), [(0, 0, False), (49, 49, False), (50, 50, False), (51, 50, True)])
def test_a_page_holds_fifty_and_says_whether_there_are_more(db: None, rows: int, shown: int, more: bool) -> None:
    """X-17: on both sides of fifty."""
    page = worklists.page(series(rows, worklists.PAGE + 1), {"after": 0}, slice(0, 2))
    assert (len(page.rows), bool(page.later)) == (shown, more)


@pytest.mark.parametrize(("rows", "words"), [(0, 0), (200, 200), (201, "200+"), (900, "200+")])
def test_the_number_is_exact_to_two_hundred(db: None, rows: int, words: int | str) -> None:
    """X-17: from the list's own question."""
    assert worklists.words(worklists.counted(series(rows, worklists.CAP + 1), {"after": 0})) == words
