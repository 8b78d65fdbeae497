"""The story of referrals: told the same each time, on any day, with something for everybody, and put back when told again."""

import time
from collections import Counter

import pytest
from django.test import Client

from vardkedja.demo import letters, referral_story, story
from vardkedja.demo.cast import actor
from vardkedja.demo.letters import Letter
from vardkedja.demo.referral_routines import MISSED
from vardkedja.demo.referral_telling import BJORKDALEN, EVALENA, GUSTAV, LOVISA, MOLNDAL, OSKAR, SHIRIN, ULLABRITT
from vardkedja.kernel import clock
from vardkedja.kernel.absences import handed_to
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.outbox import Outbox
from vardkedja.referrals import covering, daily, reading, worklists
from vardkedja.referrals.consultations import KIND, Reception
from vardkedja.referrals.messages import Contact, Message
from vardkedja.referrals.papers_in import Dictation, Scan
from vardkedja.referrals.worklists import DESKS, MINE, OURS, Filters
from vardkedja.rules.referrals import InState, MessageKind, Node, State
from vardkedja.web.postgres import OWNER
from vardkedja.web.settings import EMBEDDED
from vardkedja.web.tests.client import signed_in

STATES = {
    **{"draft": 6, "to_sign": 4, "to_send": 3, "sent": 24, "confirmed": 14, "partial": 3, "answered": 3, "ended": 4},
    **{"outside": 4, "recalled": 1, "deleted": 1, "rejected": 1, "interrupted": 1},
}
ASSESSORS = ("shirin.karlstrom", "gustav.brannmark", "beatrice.lindhyttan", "nadja.falkenvik", "runa.ekeblom")
PEOPLE = (
    *("evalena.abrahamsson", "oskar.nyberg", "amir.sandhov", "jenny.ekvall", "kerstin.almgard", "lovisa.tegelmo"),
    *(*ASSESSORS, "joakim.sjohagen", "torun.gyllenbo", "milos.hagvall"),
)
LISTS = ("/remisser/mitt/", "/remisser/vart/", "/remisser/tyst/", "/remisser/papper/", "/remisser/franvaro/")


def states() -> dict[str, int]:
    """How many referrals there are in each state of the sender's side."""
    return dict(Counter(Case.objects.filter(kind=KIND).values_list("state", flat=True)))


def listed(username: str, desk: str, node: Node, show: str = "") -> list[str]:
    """The names of the tales in a list, in its order."""
    names = {referral_story.address(tale.name): tale.name for tale in referral_story.TALES}
    by = actor(username)
    found = worklists.listed(by, desk, str(node), Filters(show), deputies=worklists.handed_out(by))
    return [names[row.uuid] for row in found.rows]


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["", "2026-01-02 00:05", "2028-02-29 07:00"])
def test_every_state_node_and_message_is_there_on_any_day(now: str) -> None:
    """REM-05, REM-10, REM-20, X-35: the same counts whenever the demo is loaded; the time it takes is told."""
    begun = time.process_time()
    with clock.stopped_at(now or clock.local(clock.now()).replace(tzinfo=None).isoformat()):
        referral_story.tell()
        assert states() == STATES
        assert set(STATES) == {str(state) for state in State}
        assert set(Reception.objects.values_list("state", flat=True)) == {str(state) for state in InState}
        waiting = Task.objects.filter(case__kind=KIND, done_at__isnull=True)
        # Questions on certificates come from Webcert, which is not connected.
        assert set(waiting.values_list("node", flat=True)) == {str(node) for node in Node} - {"webcert"}
        kinds = set(Message.objects.values_list("kind", flat=True))
        assert kinds == {str(kind) for kind in MessageKind} - {"reply"}
        assert all(at <= clock.now() for at in History.objects.values_list("at", flat=True))
        numbers = Case.objects.filter(kind=KIND).order_by("opened_at", "number").values_list("number", flat=True)
        assert list(numbers) == sorted(numbers)
    assert not Outbox.objects.filter(sent_at__isnull=True).exists()
    assert time.process_time() - begun < 25


@pytest.fixture
def told(db: None) -> None:
    """The story, once."""
    referral_story.tell()


@pytest.mark.usefixtures("told")
def test_everybody_has_something_to_do() -> None:
    """REM-03, REM-04, REM-21, REM-24: nobody signs in to an empty Mitt arbete; the pool has its dictation."""
    for who in PEOPLE:
        counts = worklists.node_counts(actor(who), (MINE,), ())
        assert sum(number[0] for number in counts.values()), who
    for shelf in DESKS[OURS].values():
        assert listed(EVALENA if shelf.node != Node.ANSWER else LOVISA, OURS, shelf.node), shelf.word
    assert listed(OSKAR, MINE, Node.SIGN)[0] == "fot-utskrivet"
    pool = Dictation.objects.visible_to(actor(ULLABRITT)).filter(written_at__isnull=True)
    assert [row.number for row in pool] == ["20421"]
    waiting = Dictation.objects.filter(written_at__isnull=True, pool__isnull=True, unit__slug=BJORKDALEN)
    rows = waiting.order_by("-first", "dictated_at")
    assert [row.number for row in rows] == ["20417", "20409"]  # the referral, though the other is older


@pytest.mark.usefixtures("told")
def test_what_is_late_or_uncovered_or_unread_is_found() -> None:
    """REM-05, REM-13, REM-14, REM-27, REM-30, REM-41, REM-45, X-28: each list of what has gone wrong holds its tale."""
    assert "sen-att-skicka" in listed(EVALENA, OURS, Node.SEND, "sena")
    assert {"forsenad-kontakt", "tyst-boras"} <= set(listed(EVALENA, OURS, Node.WATCH, "sena"))
    assert Contact.objects.filter(watch_until__isnull=True).count() == 1
    assert "forsenad-kontakt" in listed(LOVISA, OURS, Node.ANSWER, "ledtid")
    assert {"nyss-skickad", "skyndsam-utan", "papper-sent"} <= set(listed(LOVISA, OURS, Node.ANSWER, "utan"))
    assert Reception.objects.filter(assessed_at__isnull=False, told_on__isnull=True, state="in_progress").exists()
    units = {unit.slug: unit.pk for unit in Unit.objects.filter(slug__in=(BJORKDALEN, MOLNDAL))}
    assert {row.owner for row in covering.uncovered(units[BJORKDALEN], clock.today())} == {actor("amir.sandhov").name}
    assert covering.uncovered(units[MOLNDAL], clock.today()) == []
    assert [one.owner_name for one in handed_to(actor(GUSTAV), clock.today())] == [actor(SHIRIN).name]
    assert "shirin-bedomer" in listed(GUSTAV, MINE, Node.ANSWER)
    assert History.objects.filter(verb="rem.confirm", on_behalf_of=actor(SHIRIN).staff_id).count() == 1
    missed = [daily.state(unit, node).missed for unit in units.values() for node in daily.NODES]
    assert sum(map(len, missed)) == len(MISSED)
    flags = Counter(Task.objects.filter(done_at__isnull=True).exclude(flag="").values_list("flag", flat=True))
    assert sum(number for flag, number in flags.items() if flag.startswith("Avliden ")) == 2
    assert flags["Skyddad identitet"] == flags["Har flyttat till Region Jönköpings län"] == 2


@pytest.mark.usefixtures("told")
def test_the_papers_wait_and_the_pages_answer() -> None:
    """REM-07, REM-15, REM-23, X-15: unlinked papers at both units, one with our code; each role's pages open."""
    loose = Scan.objects.filter(case__isnull=True, discarded_at__isnull=True).select_related("unit")
    assert sorted((scan.unit.slug, scan.kind, bool(scan.code)) for scan in loose) == [
        (BJORKDALEN, "answer", False),
        (BJORKDALEN, "answer", True),
        (MOLNDAL, "referral", False),
    ]
    letter = next(scan for scan in loose if scan.kind == "answer" and not scan.code)
    assert letter.found["numbers"]
    coded = next(scan for scan in loose if scan.code)
    assert coded.code == Case.objects.get(uuid=referral_story.address("papper-svar-ligger")).number
    assert Scan.objects.exclude(late_reason="").count() == 1
    assert all(paper.intact() for paper in Document.objects.all())
    for who, names in {
        EVALENA: ("papper-bekraftad", "delsvar", "forsenad-kontakt"),
        OSKAR: ("slutsvar-oskar", "hand-skyndsam"),
        LOVISA: ("papper-sent", "pa-uppdrag"),
    }.items():
        paths = ("/", *LISTS, *(f"/remisser/{referral_story.address(name)}/" for name in names))
        assert [signed_in(who).get(path, follow=True).status_code for path in paths] == [200] * len(paths), who


@pytest.mark.django_db
def test_the_printed_code_is_read_off_the_letter_by_the_real_reader() -> None:
    """REM-15, X-15: what the drawing says is on the paper is what reading the file finds."""
    letter = Letter(
        "Uddevalla sjukhus", "Exempelvägen 9", "Remissvar", ("Kontrollen är klar.",), "M", ("K2026-000012", 4)
    )
    drawn = letters.scanned(letter, "svar")
    read = reading.read(drawn.data, drawn.name, actor(EVALENA))
    assert not isinstance(read, list)
    assert (read.code, read.format, read.sha256, read.pages) == ("K2026-000012", "png", drawn.sha256, 1)


@pytest.mark.django_db
def test_colleagues_stand_together_where_a_person_is_chosen() -> None:
    """X-05: on the demo's page of people a unit's own come one after another, in their region."""
    page = Client().get("/valj-person/").content.decode()
    people = ("evalena.abrahamsson", "amir.sandhov", "shirin.karlstrom", "beatrice.lindhyttan", "joakim.sjohagen")
    places = [page.index(actor(who).name) for who in people]
    assert places == sorted(places)
    assert page.index("Västra Götalandsregionen") < places[0]


@pytest.fixture
def owned(real_commits: str, settings) -> str:
    """A database of real commits whose owner the settings know."""
    settings.OWNER_URL = EMBEDDED.url(OWNER, real_commits)
    return real_commits


def test_told_again_it_is_put_back(owned: str) -> None:
    """X-07, X-08: what people did is gone, and the referrals have the addresses, states and numbers that they had."""
    story.load()
    before = dict(Case.objects.filter(kind=KIND).values_list("uuid", "state"))
    referral_story.Told(referral_story.TALES[0], referral_story.address("utan-mottagare"))._delete(actor(OSKAR))
    assert dict(Case.objects.filter(kind=KIND).values_list("uuid", "state")) != before
    story.load()
    assert dict(Case.objects.filter(kind=KIND).values_list("uuid", "state")) == before
    assert Case.objects.filter(kind=KIND).order_by("number").first().number.endswith("-000001")
