"""The story of specialist referrals: told the same each time, on any day, with something for everybody, and put back."""

import re
import time
from collections import Counter

import pytest

from vardkedja.commitments.acute import worklists as acute
from vardkedja.commitments.acute.models import KIND as ACUTE
from vardkedja.commitments.acute.models import Acute, OutsideCommitment
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist import queue, statistics, worklists
from vardkedja.commitments.specialist.models import KIND, Ruling, Specialist
from vardkedja.commitments.specialist.worklists import Filters
from vardkedja.demo import specialist_story, story
from vardkedja.demo.cast import actor
from vardkedja.demo.specialist_acts import Told
from vardkedja.demo.specialist_story import address
from vardkedja.demo.specialist_telling import (
    BERIT,
    CASPER,
    FOLKE,
    GUNVOR,
    HENRIK,
    INGALILL,
    MAUD,
    MEHDI,
    NADIA,
    PARISA,
    RASMUS,
    SELMA,
    TOVA,
    YASMIN,
)
from vardkedja.kernel import clock
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.cases import Case
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.register.load import population
from vardkedja.rules.acute_workflow import State as AcuteState
from vardkedja.rules.specialist_workflow import State, display_state
from vardkedja.web.postgres import OWNER
from vardkedja.web.settings import EMBEDDED
from vardkedja.web.tests.client import signed_in

STATES = {
    **{"draft": 6, "signed": 3, "sent": 7, "assessing": 10, "completing": 3, "approved": 2, "issued": 9, "expired": 10},
    **{"rejected": 4, "dismissed": 2, "revoked": 1, "withdrawn": 1, "deleted": 1},
}
STAYS = {
    **{"admitted": 5, "contacted": 3, "to_transfer": 2, "continues": 6, "transferred": 2, "ended": 2, "void": 1},
}
OTTILIA, NILS = "ottilia.malmskar", "nils.alviken"
SHELVES = (queue.OPEN, queue.WAITED, queue.UNCOMMITTED, queue.UNSENT, queue.LATE, queue.UNASSIGNED, queue.AWAY)
NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+]\d{4}\b")


def states() -> dict[str, int]:
    """How many specialist referrals there are in each state as it is shown today."""
    last = dict(Commitment.objects.filter(case__kind=KIND).values_list("case_id", "last_day"))
    rows = Case.objects.filter(kind=KIND).values_list("pk", "state")
    return dict(Counter(str(display_state(State(state), last.get(pk), clock.today())) for pk, state in rows))


def stays() -> dict[str, int]:
    """How many emergency admissions there are in each state."""
    return dict(Counter(Case.objects.filter(kind=ACUTE).values_list("state", flat=True)))


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["", "2026-01-02 00:05", "2028-02-29 07:00"])
def test_every_state_is_there_on_any_day(now: str) -> None:
    """SVR-35, SVR-22, X-35: the same counts of each state whenever the demo is loaded; the time it takes is told."""
    begun = time.process_time()
    with clock.stopped_at(now or clock.local(clock.now()).replace(tzinfo=None).isoformat()):
        specialist_story.tell()
        assert states() == STATES
        assert stays() == STAYS
        assert all(at <= clock.now() for at in History.objects.values_list("at", flat=True))
        numbers = Case.objects.filter(kind=KIND).order_by("opened_at", "number").values_list("number", flat=True)
        assert list(numbers) == sorted(numbers)
    assert set(STATES) == {str(state) for state in State}
    assert set(STAYS) == {str(state) for state in AcuteState}
    assert not Outbox.objects.filter(sent_at__isnull=True).exists()
    assert time.process_time() - begun < 15


@pytest.fixture
def told(db: None) -> None:
    """The story, once."""
    specialist_story.tell()


@pytest.mark.usefixtures("told")
def test_no_list_is_empty_for_those_who_work_with_it() -> None:
    """SVR-34, SVR-38, SVR-40: both sides' lists, at the ordinary units; every signer and officer has work of their own."""
    for who in (YASMIN, SELMA, HENRIK, INGALILL):
        counts = worklists.counts(actor(who))
        assert min(counts.values()) > 0, (who, counts)
    for who in (CASPER, PARISA, GUNVOR, BERIT, HENRIK, MEHDI, INGALILL):
        assert sum(worklists.counts(actor(who), mine_only=True).values()) > 0, who
    for who in (MAUD, RASMUS, TOVA, NADIA):
        assert sum(worklists.counts(actor(who)).values()) > 0, who
    for who in (OTTILIA, NILS):
        assert len(worklists.listed(actor(who), worklists.ALL, Filters()).rows) > 3, who


@pytest.mark.usefixtures("told")
def test_the_office_has_a_queue_and_half_a_year_behind_it() -> None:
    """SVR-06, SVR-34, D-01, X-17: every shelf but the silent one holds something, against a target that says it is invented."""
    head = actor(INGALILL)
    found = queue.queue(head)
    assert found.target
    assert all(found.numbers[shelf] for shelf in SHELVES), found.numbers
    assert [one.name for one in found.absent] == [actor(MEHDI).name]
    assert queue.silent(head) == []
    assert sum(1 for bar in found.ages() if bar.many) == 4
    months = statistics.year(head, clock.today(), clock.today(), 6)
    assert all(month.whole.received for month in months)
    rows = RuleValue.objects.filter(name__in=specialist_story.VALUES, region_id="01")
    assert [row.source for row in rows] == ["Exempel för demonstration"] * len(specialist_story.VALUES)
    assert all(row.approved_by_id not in (None, row.entered_by_id) for row in rows)
    behalf = History.objects.filter(verb="svr.approve", on_behalf_of=actor(MEHDI).staff_id)
    assert behalf.count() == 1


@pytest.mark.usefixtures("told")
def test_every_ground_entrance_and_turn_is_there() -> None:
    """SVR-14, SVR-19, SVR-20, SVR-32, SVR-36, X-03, X-28."""
    sent = Specialist.objects.filter(received_on__isnull=False)
    assert set(sent.values_list("box", flat=True)) == {"patientens_val", "hemregion", "akut", "vardgaranti"}
    assert set(sent.values_list("entrance", flat=True)) == {"provider", "outside"}
    assert set(sent.filter(entrance="outside").values_list("source_kind", flat=True)) == {"provider", "patient"}
    assert {"electronic", "post"} <= set(sent.values_list("channel", flat=True))
    for wanted in (
        {"case__patient__protected": True},
        {"case__patient__deceased_on__isnull": False},
        {"care_form": "oppen", "case__state": "approved"},
        {"acute__isnull": False},
        {"informed": False},
        {"nhv": True},
    ):
        assert sent.filter(**wanted).exists(), wanted
    assert Document.objects.filter(kind="betalningsforbindelse", version=2).count() == 1
    assert Document.objects.filter(kind="tillagg").count() == 1
    assert Ruling.objects.filter(conditions__startswith="Logi beviljas,").count() == 1
    refused = Ruling.objects.filter(outcome__in=("rejected", "dismissed"))
    assert all(refused.values_list("next_steps", flat=True))
    assert set(refused.filter(case__uuid=address("varden-paborjad")).values_list("outcome", flat=True)) == {"dismissed"}
    assert all(paper.intact() for paper in Document.objects.filter(case__kind=KIND))


@pytest.mark.usefixtures("told")
def test_emergency_admissions_stand_in_both_directions() -> None:
    """SVR-21, SVR-22, SVR-25, SVR-27: early, close and late, with and without what is asked for."""
    for who, direction in ((TOVA, "out"), (NADIA, "here")):
        days = {
            (clock.today() - day).days
            for day in Acute.objects.filter(direction=direction).values_list("admitted_on", flat=True)
        }
        assert {2, 5, 8} <= days, direction
        listed = acute.listed(actor(who), direction).cases
        assert len(listed) == acute.count(actor(who)) > 6
    linked = dict(Specialist.objects.filter(acute__isnull=False).values_list("case__uuid", "acute__uuid"))
    assert linked == {address(one): address(stay) for one, stay in specialist_story.FROM_STAY.items()}
    assert OutsideCommitment.objects.count() == 2
    assert acute.count(actor(HENRIK)) == acute.count(actor(FOLKE)) + acute.count(actor(NADIA))


@pytest.mark.usefixtures("told")
def test_only_people_of_the_invented_register_are_named() -> None:
    """X-01: every number is in the register of invented people, and no text holds one."""
    known = {row.number.replace("-", "") for row in population()}
    used = {value.replace("-", "") for value in PersonIdentifier.objects.values_list("value", flat=True)}
    assert used
    assert used <= known
    texts = [text for tale in specialist_story.TALES for text in (*tale.basis, *map(str, tale.more.values()))]
    assert not [text for text in texts if NUMBER.search(text)]


@pytest.mark.usefixtures("told")
def test_the_pages_show_the_story() -> None:
    """SVR-34, SVR-35: the case pages answer for each side, and another hospital's do not (X-06)."""
    for who, names in {
        CASPER: ("utkast-axel", "avslagen", "komplettering-gammal"),
        HENRIK: ("utifran-vardgivare", "kompletterad-utifran", "skyddad", "avliden", "akut-utfardad", "upphavd"),
        OTTILIA: ("utfardad-igar", "langre-period"),
        NILS: ("logi-beviljad",),
    }.items():
        for name in names:
            assert signed_in(who).get(f"/specialistvard/{address(name)}/").status_code == 200, (who, name)
    assert signed_in(CASPER).get(f"/specialistvard/{address('langre-period')}/").status_code == 404


@pytest.fixture
def owned(real_commits: str, settings) -> str:
    """A database of real commits whose owner the settings know."""
    settings.OWNER_URL = EMBEDDED.url(OWNER, real_commits)
    return real_commits


def test_told_again_it_is_put_back(owned: str) -> None:
    """X-07, X-08: what people did is gone, and the cases have the addresses, states and numbers that they had."""
    kinds = (KIND, ACUTE)

    def stand() -> dict:
        found = Case.objects.filter(kind__in=kinds)
        return {row[0]: row[1:] for row in found.values_list("uuid", "state", "headline")}

    story.load()
    before = stand()
    tale = next(one for one in specialist_story.TALES if one.name == "utkast-axel")
    Told(tale, address(tale.name), clock.today(), None).do(tale.steps[0]._replace(verb="delete"))
    assert stand() != before
    story.load()
    assert stand() == before
    for kind in kinds:
        assert Case.objects.filter(kind=kind).order_by("number").first().number.endswith("-000001")
