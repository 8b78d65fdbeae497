"""The demo's story: told the same each time, on any day, with something in every list, and only in a demo."""

import datetime
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client

from vardkedja.commitments import look, worklists
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.worklists import Filters
from vardkedja.demo import story
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import UnitRequest
from vardkedja.kernel.outbox import Outbox
from vardkedja.rules.commitment_workflow import State, display_state
from vardkedja.web.postgres import OWNER
from vardkedja.web.run import NotNow
from vardkedja.web.settings import EMBEDDED
from vardkedja.web.tests.client import signed_in

STATES = {
    **{"draft": 8, "awaiting_approval": 3, "ready": 2, "issued": 5, "posted": 16, "cancelled": 2, "deleted": 1},
    "expired": 2,
}


def states() -> dict[str, int]:
    """How many cases there are in each state as it is shown today."""
    rows = Commitment.objects.filter(case__kind="rus").values_list("case__state", "last_day")
    return dict(Counter(str(display_state(State(state), last, clock.today())) for state, last in rows))


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["", "2026-01-02 00:05", "2028-02-29 07:00"])
def test_the_story_is_told_on_any_day(now: str) -> None:
    """RUS-28, X-35: the same counts of each state whenever the demo is loaded, in well under forty seconds."""
    begun = time.monotonic()
    with clock.stopped_at(now or clock.local(clock.now()).replace(tzinfo=None).isoformat()):
        story.load()
        assert states() == STATES
        assert all(at <= clock.now() for at in History.objects.values_list("at", flat=True))
        numbers = Case.objects.filter(kind="rus").order_by("opened_at", "number").values_list("number", flat=True)
        assert list(numbers) == sorted(numbers)
    assert time.monotonic() - begun < 40
    assert not Outbox.objects.filter(sent_at__isnull=True).exists()


@pytest.fixture
def told(db: None) -> None:
    """The story, once."""
    story.load()


@pytest.mark.usefixtures("told")
def test_rus_16_every_ground_agreement_and_receiver_is_there() -> None:
    """RUS-13, RUS-16, RUS-30, RUS-32, RUS-44, X-03."""
    issued = Commitment.objects.filter(issued_on__isnull=False, case__kind="rus")
    assert set(issued.values_list("agreement", flat=True)) == {"riksavtal", "regionavtal", "mellanlansavtal"}
    assert set(issued.values_list("ground", flat=True)) == {"hemregion", "vardgaranti", "akut", "patientens_val"}
    for wanted in (
        {"other_region__isnull": False},
        {"home_region_agreement": True},
        {"reinvoice": True},
        {"certificate": True},
        {"outpatient_only": True},
        {"three_months": False},
        {"case__patient__protected": True},
        {"replaces__isnull": False},
        {"moved_on__isnull": False},
        {"case__patient__deceased_on__isnull": False},
    ):
        assert issued.filter(**wanted).exists(), wanted
    assert Commitment.objects.exclude(locked="").exists()
    assert all(paper.intact() for paper in Document.objects.all())


LISTS = {
    "johan.akerhielm": {"utkast": 5, "vantar": 2, "klara": 1, "ej-postade": 3, "flyttade": 2},
    "ellinor.granhyttan": {"vantar": 3},
    "mirjam.runesson": {"flyttade": 3},
}


@pytest.mark.usefixtures("told")
def test_no_list_is_empty() -> None:
    """RUS-10, RUS-36, RUS-40, RUS-48, X-16: what the main roles find on Min dag, and what was left unsaved."""
    for who, numbers in LISTS.items():
        assert numbers.items() <= worklists.counts(actor(who)).items(), who
        assert len(worklists.listed(actor(who), "alla", Filters()).rows) > 5
    assert Counter(UnitRequest.objects.values_list("outcome", flat=True)) == {"open": 1, "declined": 1}
    assert Draft.objects.count() == 3
    assert Task.objects.filter(flag="Avslag", done_at__isnull=True).count() == 1


@pytest.mark.usefixtures("told")
def test_the_pages_show_the_story() -> None:
    """RUS-42: the main pages of each role answer on the story's data."""
    for who, paths in {
        "johan.akerhielm": ("/", "/rus/", f"/rus/{story.address('hoft-linkoping')}/"),
        "ellinor.granhyttan": ("/", "/rus/?lista=vantar"),
        "mirjam.runesson": ("/", "/rus/?vidare=1"),
        "tor.svanviken": ("/", "/register/"),
    }.items():
        browser: Client = signed_in(who)
        assert [browser.get(path).status_code for path in paths] == [200] * len(paths)


def test_outside_demo_mode_it_refuses(settings, db: None) -> None:
    """D-01, X-06: nothing is put in where the installation is no demo."""
    settings.DEMO = False
    with pytest.raises(NotNow):
        story.load()
    assert not Case.objects.exists()


@pytest.fixture
def owned(real_commits: str, settings) -> str:
    """A database of real commits whose owner the settings know."""
    settings.OWNER_URL = EMBEDDED.url(OWNER, real_commits)
    return real_commits


def test_loading_again_puts_the_demo_back(owned: str, moved_on: Callable[[], None]) -> None:
    """X-07, X-08: what people did is gone, logs included, and the cases have the addresses that they had."""
    story.load()
    before = dict(Case.objects.values_list("uuid", "state"))
    moved_on()
    assert dict(Case.objects.values_list("uuid", "state")) != before
    story.load()
    assert dict(Case.objects.values_list("uuid", "state")) == before
    assert states() == STATES
    assert Case.objects.order_by("number").first().number.endswith("-000001")
    assert AccessLog.objects.filter(at__gte=clock.now() - datetime.timedelta(seconds=1)).count() == 0


def test_cases_that_are_not_the_demos_are_never_emptied(owned: str, moved_on: Callable[[], None]) -> None:
    """X-08: without the mark of a loaded demo nothing is deleted."""
    moved_on()
    with pytest.raises(NotNow):
        story.load()
    assert Case.objects.count() == 1


@pytest.fixture
def moved_on() -> Callable[[], None]:
    """Somebody works in the installation."""
    from vardkedja.commitments.tests.samples import issued

    def work() -> None:
        assert look.at(actor("johan.akerhielm"), issued()) is not None

    return work
