"""Dictations: their order, the pool, what is written out and where it goes (REM-03, 04, 29)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.verbs import AlreadyDone, Missing
from vardkedja.referrals import waiting
from vardkedja.referrals.actions import replies, transcribing, writing
from vardkedja.referrals.papers_in import Dictation
from vardkedja.referrals.routines import UnitRoutine
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    EVALENA,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    answered,
    assigned,
    codes,
    content,
    denied,
    forwarded,
    last,
    me,
    message,
    nodes,
    on,
    seen,
    states,
    task,
)

pytestmark = pytest.mark.django_db
POOL, ULLABRITT = "narhalsan-sekreterarpoolen", "ullabritt.moren"
Day = datetime.date.fromisoformat


def dictated(**given: object) -> uuid.UUID:
    """A referral whose text is on a recording; gives the case."""
    facts = {"number": "Band 1001", **given}
    return transcribing.dictate(content(question="", **facts.pop("bent", {})), by=me(OSKAR), **facts)


def the_dictation(case: uuid.UUID) -> Dictation:
    return Dictation.objects.get(case__uuid=case)


def reply_dictated(case: uuid.UUID, **given: object) -> uuid.UUID:
    facts = {"number": "Band 2002", "decided_on": Day("2025-04-30"), **given}
    return transcribing.dictate_reply(case, by=me(SHIRIN), **facts)


def waits(username: str) -> list[str]:
    """The numbers of the waiting dictations in the order they are shown to somebody."""
    from vardkedja.kernel import query

    return [row[3] for row in query.fetch(waiting.DICTATIONS, {"unit": me(username).unit_id})]


def test_a_dictated_referral_goes_before_an_older_ordinary_dictation() -> None:
    """REM-03: ordinary 08.00, referral 11.00: the referral is first; so is a reply; among equals the oldest."""
    with on("2025-03-07 08:00"):
        transcribing.dictate_other(by=me(OSKAR), number="Band 1")
    with on("2025-03-07 11:00"):
        dictated(number="Band 2")
    with on("2025-03-07 12:00"):
        dictated(number="Band 3")
    assert waits(EVALENA) == ["Band 2", "Band 3", "Band 1"]
    with on("2025-03-07 08:00"):
        case = assigned()
        transcribing.dictate_other(by=me(SHIRIN), number="Band 4")
    with on("2025-04-30 12:00"):
        reply_dictated(case, number="Band 5")
    assert waits(LOVISA) == ["Band 5", "Band 4"]


def test_a_dictation_has_a_number_an_age_and_an_owner() -> None:
    """REM-03: without a number nobody finds the recording; nothing is made then."""
    assert codes(lambda: dictated(number=" ")) == ["REM-03.no_number"]
    assert codes(lambda: transcribing.dictate_other(by=me(OSKAR), number="")) == ["REM-03.no_number"]
    assert not Dictation.objects.exists()
    with on("2025-03-07 11:00"):
        case = dictated(note_words="Brådskande")
    row = the_dictation(case)
    assert (row.first, row.note, row.dictated_by.username, str(row.send_by)) == (
        True,
        "Brådskande",
        OSKAR,
        "2025-03-12",
    )
    assert row.dictated_at.isoformat() == "2025-03-07T10:00:00+00:00"
    assert (seen(case).state, nodes(case)) == ("draft", [("finish", BJORKDALEN, "")])


def test_the_pool_gets_it_with_its_deadline() -> None:
    """REM-04: decided 7 March, sent to the pool: last date 12 March there; the pool's secretary writes it out."""
    with on("2025-03-07"):
        case = dictated(to_pool=True)
        row = task(case, "finish")
        assert (row.unit.slug, row.staff, str(row.due), str(the_dictation(case).send_by)) == (
            *(POOL, None),
            *("2025-03-12", "2025-03-12"),
        )
        assert waits(ULLABRITT) == ["Band 1001"]
        transcribing.transcribe(the_dictation(case).uuid, by=me(ULLABRITT), text="Höft, fråga om operation.")
    assert (seen(case).state, seen(case).question) == ("to_sign", "Höft, fråga om operation.")
    assert nodes(case) == [("sign", BJORKDALEN, OSKAR)]
    assert str(task(case, "sign").due) == "2025-03-12"
    assert (waits(ULLABRITT), last(case).staff.username) == ([], ULLABRITT)


def test_a_unit_without_a_pool_keeps_it() -> None:
    """REM-04: refused with words; the same dictation without the pool is taken."""
    UnitRoutine.objects.filter(unit__slug=BJORKDALEN).update(pool=None)
    assert codes(lambda: dictated(to_pool=True)) == ["REM-04.no_pool"]
    dictated()


def test_who_writes_out() -> None:
    """REM-03, REM-04: a secretary at the unit; not a doctor, not another unit, and the pool only what was sent to it."""
    case = dictated()
    row = the_dictation(case).uuid

    def write(by: str, text: str = "Text") -> object:
        return transcribing.transcribe(row, by=me(by), text=text)

    with pytest.raises(Denied):
        write(OSKAR)
    for stranger in (ULLABRITT, LOVISA):
        with pytest.raises(Missing):
            write(stranger)
    assert codes(lambda: write(EVALENA, " ")) == ["REM-03.no_text"]
    write(EVALENA)
    with pytest.raises(Missing):  # once
        write(EVALENA)


def test_what_then_lacks_something_goes_back_to_its_author() -> None:
    """REM-05: written out without a receiver it is no referral yet: the author's Att färdigställa, with the same day."""
    with on("2025-03-07"):
        case = dictated(bent={"to_unit": None})
        transcribing.transcribe(the_dictation(case).uuid, by=me(EVALENA), text="Höft")
    assert (seen(case).state, nodes(case)) == ("draft", [("finish", BJORKDALEN, OSKAR)])
    assert str(task(case, "finish").due) == "2025-03-12"


def test_what_the_author_finishes_is_not_written_out_again() -> None:
    """REM-03, X-13: finished by hand, the dictation no longer waits; a text that comes late changes nothing."""
    case = dictated(to_pool=True)
    row = the_dictation(case).uuid
    writing.finish(case, by=me(OSKAR), content=content())
    with pytest.raises(Missing):
        transcribing.transcribe(row, by=me(EVALENA), text="Något annat")
    assert (seen(case).state, waits(EVALENA), waits(ULLABRITT)) == ("to_sign", [], [])
    assert nodes(case) == [("sign", BJORKDALEN, OSKAR)]


def test_what_is_made_void_waits_no_more() -> None:
    """X-13: the dictation leaves its list with the draft."""
    case = dictated()
    writing.delete(case, by=me(EVALENA))
    assert (waits(EVALENA), nodes(case)) == ([], [])


def test_a_dictated_reply_goes_to_its_assessor_to_be_signed() -> None:
    """REM-03, REM-29: decided 30 April: 6 May, in the list, on the task and on the reply; only the assessor dictates."""
    with on("2025-04-30"):
        case = assigned()
        assert "Shirin" in denied(
            lambda: transcribing.dictate_reply(
                case, by=me("gustav.brannmark"), number="Band 1", decided_on=Day("2025-04-30")
            )
        )
        assert codes(lambda: reply_dictated(case, decided_on=Day("2025-05-01"))) == ["REM-29.future"]
        reply_dictated(case)
        finish = task(case, "finish")
        assert (finish.unit.slug, finish.staff, str(finish.due), finish.item) == (
            *(MOLNDAL, None),
            *("2025-05-06", the_dictation(case).uuid),
        )
        transcribing.transcribe(the_dictation(case).uuid, by=me(LOVISA), text="Operation i maj.")
    said, row = message(case, "final"), task(case, "sign")
    assert (said.state, said.text, str(said.send_by)) == ("to_sign", "Operation i maj.", "2025-05-06")
    assert (row.item, row.staff.username, str(row.due)) == (said.uuid, SHIRIN, "2025-05-06")
    assert states(case) == ("sent", "not_assessed")
    replies.sign_reply(case, said.uuid, by=me(SHIRIN))
    assert states(case) == ("answered", "answered")


def test_a_reply_that_is_written_by_hand_ends_the_dictation() -> None:
    """REM-29: written out from the case's page: the dictation is done, one reply waits to be signed."""
    with on("2025-04-30"):
        case = assigned()
        reply_dictated(case)
        replies.write_reply(case, by=me(LOVISA), kind="final", text="Operation i maj.")
    assert waits(LOVISA) == []
    assert [node for node, slug, _ in nodes(case) if slug == MOLNDAL] == ["answer", "sign"]


def test_a_reply_is_not_dictated_past_the_end() -> None:
    """REM-29 (derived): answered or forwarded meanwhile, the dictation leaves every list, also the pool's."""
    UnitRoutine.objects.filter(unit__slug=MOLNDAL).update(pool=UnitRoutine.objects.get(unit__slug=BJORKDALEN).pool)
    with on("2025-04-30"):
        for end in (answered, forwarded):
            case = assigned()
            reply_dictated(case, to_pool=True)
            assert task(case, "finish").unit.slug == POOL
            end(case)
            assert "finish" not in [node for node, _, _ in nodes(case)]
            with pytest.raises(Missing):
                transcribing.transcribe(the_dictation(case).uuid, by=me(ULLABRITT), text="Sent svar")
    assert waits(ULLABRITT) == []


def test_an_ordinary_dictation_is_only_marked() -> None:
    """REM-03: no case, no deadline; written out it is gone from the list, with who and when."""
    row = transcribing.dictate_other(by=me(OSKAR), number="Band 9", patient_words="Patienten från i morse")
    assert transcribing.transcribe(row, by=me(EVALENA)) is None
    stored = Dictation.objects.get(pk=row)
    assert (stored.first, stored.send_by, stored.written_by.username) == (False, None, EVALENA)
    assert waits(EVALENA) == []


def test_one_key_is_one_dictation() -> None:
    """X-38: the same form three times is one case and one dictation."""
    key = uuid.uuid4()
    case = dictated(key=key)
    for _ in range(2):
        with pytest.raises(AlreadyDone) as told:
            dictated(key=key)
        assert told.value.answer == case
    assert Dictation.objects.count() == 1
