"""The list of open admissions: order, filters, pages of it, the dead, and what each morning changes."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from vardkedja.commitments.acute import present, worklists
from vardkedja.commitments.acute.actions import anew, moving
from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import (
    DOCTOR,
    NURSE,
    OFFICER,
    SECRETARY,
    day,
    found,
    here,
    out,
    task,
    who,
)
from vardkedja.kernel import clock
from vardkedja.kernel import worklists as kernel_lists
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Task
from vardkedja.rules import acute as rules
from vardkedja.rules.decision import Weight
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
LIST = "/specialistvard/akut/"


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-15 09:00"):
        yield


def page(case_uuid: uuid.UUID, name: str = DOCTOR) -> str:
    answer = signed_in(name).get(f"{LIST}{case_uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def lines(answer: HttpResponse) -> list[str]:
    """The numbers of the cases in a list, in order."""
    return re.findall(r'id="rad-(A[\d-]+)"', answer.content.decode())


def test_svr_21_the_list_has_what_presses_first_and_filters_by_direction() -> None:
    """SVR-21, SVR-22: late above the rest; each way by itself; the office sees the region, the unit its own."""
    calm, late = out("2025-02-14", "2025-02-15"), here("2025-02-03")
    with clock.stopped_at("2025-02-15 10:00"):
        office = signed_in(OFFICER)
        assert lines(office.get(LIST)) == [found(late, NURSE).number, found(calm).number]
        shown = office.get(LIST).content.decode()
        for words in ("Behöver åtgärd", "Inget brådskar", "Dag 1 av 7", "5 dagar sen", "Patient från Region Uppsala"):
            assert words in shown
        assert "Registrera inskrivning" not in shown
        assert lines(office.get(f"{LIST}?riktning=vara")) == [found(calm).number]
        assert lines(office.get(f"{LIST}?riktning=hos-oss")) == [found(late, NURSE).number]
        assert lines(office.get(f"{LIST}?riktning=allt&efter=skräp")) == lines(office.get(LIST))
        assert lines(signed_in(DOCTOR).get(LIST)) == [found(calm).number]
        assert worklists.count(who(OFFICER)) == 2
    moving.end(calm, day("2025-02-15"), by=who(DOCTOR), reason="Utskriven")
    empty = signed_in(DOCTOR).get(LIST).content.decode()
    assert "Ingen är inskriven" in empty
    assert "Registrera inskrivning" in empty
    assert "Inga rader med det valet" in signed_in(DOCTOR).get(f"{LIST}?riktning=vara").content.decode()


def test_x_18_the_list_is_paged_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-18: the later page begins where the first ended, no line twice and none lost, also when days are equal."""
    numbers = [line for line in (samples.LO, samples.LOKE, "20060404-9981")]
    made = [here("2025-02-10", number=number) for number in numbers]
    monkeypatch.setattr(kernel_lists, "PAGE", 2)
    monkeypatch.setattr(worklists, "LIMIT", 3)
    worklists._question.cache_clear()
    try:
        client = signed_in(NURSE)
        first = client.get(f"{LIST}?riktning=hos-oss")
        later = re.search(r'href="(\?[^"]*)" rel="next"', first.content.decode())
        assert later is not None
        second = client.get(LIST + later[1].replace("&amp;", "&"))
        shown = [*lines(first), *lines(second)]
        assert (len(lines(first)), shown) == (2, [found(one, NURSE).number for one in made])
        assert 'rel="prev"' in second.content.decode()
    finally:
        worklists._question.cache_clear()


def test_x_07_the_list_and_the_case_are_logged_before_they_are_shown() -> None:
    """X-07: by whom, which patients."""
    case = found(out("2025-02-10", "2025-02-11"))
    client = signed_in(SECRETARY)
    client.get(LIST)
    client.get(f"{LIST}{case.uuid}/")
    seen = AccessLog.objects.filter(patients__contains=[case.patient_id], staff_id=who(SECRETARY).staff_id)
    assert {"svr_acute.list", "svr_acute.case"} <= set(seen.values_list("action", flat=True))


def test_x_28_of_the_dead_only_the_end_is_offered_and_the_list_says_so() -> None:
    """X-28: no deadline on the page, the death in the head line and in the list."""
    samples.dies(samples.LO, "2025-02-14")
    case_uuid = here("2025-02-10")
    shown = page(case_uuid, NURSE)
    assert "Avliden 2025-02-14" in shown
    assert "Kontakt senast" not in shown
    listed = signed_in(NURSE).get(LIST).content.decode()
    assert "Avliden" in listed
    assert "Behöver åtgärd" in listed
    assert task(case_uuid).due is None


def test_svr_23_the_morning_s_count_changes_only_what_has_changed() -> None:
    """SVR-23: run twice the same morning the second finds nothing to change, and no version moves."""
    case_uuid = here("2025-02-10")
    before = found(case_uuid, NURSE).version
    with clock.stopped_at("2025-02-18 05:00"):
        assert (anew.flag_anew(), anew.flag_anew()) == (1, 0)
    assert found(case_uuid, NURSE).version == before
    assert Task.objects.get(case__uuid=case_uuid).flag == "Kontakten med hemregionen är sen"


def test_svr_21_every_flag_has_a_word_that_fits_a_list() -> None:
    """SVR-21 to 27: each flag that can stand has a short word, and the whole text on the case's page."""
    standing = {code for code, words in rules.BOOK.messages.items() if words.weight is Weight.FLAG}
    of_one_act = {"SVR-21.not_contacted", "SVR-24.no_list"}  # told by the rules of the contact and the decision
    assert standing - of_one_act == set(present.SHORT_FLAGS)
    assert max(map(len, [*present.SHORT_FLAGS.values(), *present.SHORT_STATES.values()])) < 20
