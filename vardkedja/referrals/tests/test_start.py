"""Min dag for whoever works with referrals: numbers that are the lists', and the daily checks (X-17, REM-14, REM-20)."""

from collections.abc import Iterator

import pytest

from vardkedja.kernel import clock
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.referrals.tests.list_rows import BJORKDALEN, EVALENA, OSKAR
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def seen(username: str, address: str) -> str:
    answer = signed_in(username).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(("day", "said"), [("2025-03-07", True), ("2025-03-08", False)])
def test_rem_14_the_start_page_says_which_checks_are_not_made(day: str, said: bool) -> None:
    """REM-14, REM-20: on a working day (Friday), and not on a Saturday, until the check is made."""
    with clock.stopped_at(f"{day} 10:00"):
        told = "Enhetens kontroll av Att bevaka, Att vidimera och Inkorg konsultationsärenden är inte gjord idag."
        assert (told in seen(EVALENA, "/")) is said
        client = signed_in(EVALENA)
        for word in ("bevaka", "vidimera", "inkorg"):
            client.post(f"/remisser/kontroll/{word}/")
        assert "Enhetens kontroll" not in seen(EVALENA, "/")


def test_x_17_the_start_page_counts_what_the_lists_hold() -> None:
    """X-17: the number on Min dag is the list's, with how many are late; what is silent stands there too."""
    for days in (-1, 2):
        case = rows.referral("sent", in_state="not_assessed")
        rows.task(case, "watch", BJORKDALEN, OSKAR, days=days)
    page = " ".join(seen(OSKAR, "/").split())
    assert '<span class="vk-tally__n">2</span><a href="/remisser/mitt/?lista=bevaka">Att bevaka</a>' in page
    assert "1 försenad" in page
    assert "En sak är försenad hos dig." in page
    assert "Har tystnat" in page
    assert "Ej bekräftad" in page
    assert "RUS-remisser" not in page
