"""A region's own values: entered by one, approved by another, counted at once, never written over (RUS-43, D-10)."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, rulevalues, terms
from vardkedja.kernel.access import Denied
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.history import History
from vardkedja.kernel.rulevalues import Entry
from vardkedja.kernel.verbs import Refused
from vardkedja.web.tests.client import signed_in

TOR, ULRIKA = "tor.svanviken", "ulrika.segelvik"
LINK, OTHER = "https://www.exempel.se/kopt-vard/", "https://www.exempel.se/ny/"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def typed(name: str = "rus.info_link", value: str | list[str] = LINK, **other: str) -> dict[str, str | list[str]]:
    """The form of one value, filled in."""
    return {
        **{"gor": "infor", "name": name, "value": value, "valid_from": "2025-03-04", "valid_to": ""},
        **{"source": "Regionens beslut 2025-03-01"},
    } | other


def entered(value: str = LINK, first: str = "2025-03-04", last: str = "", name: str = "rus.info_link") -> RuleValue:
    """A version that Tor has entered."""
    days = [datetime.date.fromisoformat(text) if text else None for text in (first, last)]
    return rulevalues.enter(Entry(name, [value], *days, "Regionens beslut"), by=actor(TOR))


def approved(value: str = LINK, first: str = "2025-03-04", last: str = "") -> RuleValue:
    """A version that Ulrika has approved."""
    return rulevalues.approve(entered(value, first, last), by=actor(ULRIKA))


def link(day: str = "2025-03-04") -> object:
    """The link that applies on a day, in Kalmar."""
    return terms.current().value("rus.info_link", datetime.date.fromisoformat(day), "08").value


def test_a_changed_link_shows_as_soon_as_it_is_approved(db: None) -> None:
    """RUS-43, D-10: entered: nothing changes; approved by another person: the new link is there at once."""
    tor, ulrika, before = signed_in(TOR), signed_in(ULRIKA), link()
    assert tor.post("/regler/", typed())["Location"] == "/regler/?klart=infort"
    assert link() == before
    row = RuleValue.objects.get()
    answer = ulrika.post("/regler/", {"gor": "godkann", "version": str(row.uuid)})
    assert answer["Location"] == "/regler/?klart=godkant"
    assert link() == LINK
    assert f"<strong>{LINK}</strong>" in tor.get("/regler/").content.decode()
    rows = History.objects.filter(subject=rulevalues.subject(row)).order_by("id")
    assert list(rows.values_list("verb", "staff__username")) == [
        ("regelvarde.infort", TOR),
        ("regelvarde.godkant", ULRIKA),
    ]


def test_nobody_approves_what_they_entered(db: None) -> None:
    """D-10: not on the page, not in the verb; a colleague does."""
    row = entered()
    refused = signed_in(TOR).post("/regler/", {"gor": "godkann", "version": str(row.uuid)})
    assert refused.status_code == 422
    assert "Någon annan godkänner" in refused.content.decode()
    assert RuleValue.objects.get().approved_at is None
    assert signed_in(ULRIKA).post("/regler/", {"gor": "godkann", "version": str(row.uuid)}).status_code == 302


def test_a_later_version_follows_and_the_old_stands(db: None) -> None:
    """D-10: before the first version the shipped one, then the first through the day before the second."""
    shipped = link()
    first = approved(LINK, "2025-03-10")
    approved(OTHER, "2025-04-01")
    days = ["2025-03-09", "2025-03-10", "2025-03-31", "2025-04-01"]
    assert [link(day) for day in days] == [shipped, LINK, LINK, OTHER]
    stored = RuleValue.objects.get(pk=first.pk)
    assert (stored.value, stored.valid_from, stored.valid_to) == (LINK, datetime.date(2025, 3, 10), None)


def test_after_a_last_day_the_shipped_value_is_back(db: None) -> None:
    """D-10: a version with an end applies through it."""
    shipped = link()
    approved(LINK, "2025-03-10", "2025-03-20")
    days = ["2025-03-09", "2025-03-10", "2025-03-20", "2025-03-21"]
    assert [link(day) for day in days] == [shipped, LINK, LINK, shipped]


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2025-03-10", "", 422),
        ("2025-03-20", "", 422),
        ("2025-03-21", "", 302),
        ("2025-03-01", "2025-03-09", 302),
        ("2025-03-01", "2025-03-10", 422),
        ("2025-03-01", "", 302),
    ],
)
def test_two_versions_never_apply_the_same_day(db: None, first: str, last: str, status: int) -> None:
    """D-10: against one that applies 10 to 20 March; a version without an end lasts until the next one's first day."""
    approved(LINK, "2025-03-10", "2025-03-20")
    answer = signed_in(TOR).post("/regler/", typed(value=OTHER, valid_from=first, valid_to=last))
    assert answer.status_code == status
    assert ("Tiden krockar med en annan version" in answer.content.decode()) is (status == 422)
    assert RuleValue.objects.filter(approved_at__isnull=False).get().value == LINK


def test_an_approved_version_cannot_be_taken_back(db: None) -> None:
    """D-10: one that waits can, by either person, and what it said stands in the history."""
    row = entered()
    answer = signed_in(ULRIKA).post("/regler/", {"gor": "ta-tillbaka", "version": str(row.uuid)})
    assert answer["Location"] == "/regler/?klart=tillbaka"
    assert RuleValue.objects.count() == 0
    assert History.objects.get(verb="regelvarde.tillbakataget").changes["value"] == [LINK, None]
    settled = approved()
    with pytest.raises(Refused) as refused:
        rulevalues.withdraw(settled, by=actor(TOR))
    assert [reason.code for reason in refused.value.reasons] == ["D-10.settled"]
    with pytest.raises(Refused):
        rulevalues.approve(settled, by=actor(ULRIKA))
    assert link() == LINK


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("rus.info_link", "http://www.exempel.se/", False),
        ("rus.info_link", "javascript:alert(1)", False),
        ("rus.info_link", "https://", False),
        ("rus.info_link", "https://exempel.se/a b", False),
        ("rus.info_link", "https://nagon@exempel.se/", False),
        ("rus.info_link", LINK, True),
        ("rus.register_mailbox", "register", False),
        ("rus.register_mailbox", "register@exempel.se", True),
        ("rus.default_validity", "0", False),
        ("rus.default_validity", "1", True),
        ("rus.default_validity", "60", True),
        ("rus.default_validity", "61", False),
        ("rus.default_validity", "tre", False),
        ("rus.mellanlan_neighbours", ["10", "99"], False),
        ("rus.mellanlan_neighbours", ["10", "07"], True),
        ("rus.regionavtal_members", [], False),
        ("rus.signer_roles", ["sekreterare"], False),
        ("rus.signer_roles", ["lakare"], True),
        ("rus.home_region", "01", False),
        ("riksavtal.emergency_days", "9", False),
    ],
)
def test_a_value_is_of_its_kind(db: None, name: str, value: str | list[str], right: bool) -> None:
    """D-02, D-04, D-05, D-08, D-10: link, mailbox, months, regions and roles; what a region may not set is refused."""
    answer = signed_in(TOR).post("/regler/", typed(name, value))
    assert answer.status_code == (302 if right else 422)
    assert RuleValue.objects.count() == right


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": " "}, "Källa saknas"),
        ({"valid_from": ""}, "Första dagen går inte att läsa"),
        ({"valid_to": "x"}, "Sista dagen går inte att läsa"),
        ({"valid_to": "2025-03-03"}, "Sista dagen ligger före den första"),
    ],
)
def test_a_version_is_whole_or_refused(db: None, wrong: dict[str, str], said: str) -> None:
    """D-10: key, value, days and source are all there; what was typed stands left."""
    browser = signed_in(TOR)
    answer = browser.post("/regler/", typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{LINK}"' in answer.content.decode()
    assert browser.post("/regler/", typed()).status_code == 302


def test_the_default_months_reach_the_rules_as_a_number(db: None) -> None:
    """D-02: a rule reads the region's own number of months, with the unit of the shipped value."""
    rulevalues.approve(entered("4", name="rus.default_validity"), by=actor(ULRIKA))
    found = terms.current().value("rus.default_validity", clock.today(), "08")
    assert (found.value, found.unit, found.source.title) == (4, "månader", "Regionens beslut")


def test_two_approvals_that_meet_are_both_counted(db: None) -> None:
    """D-10: the one that was signed first but commits last shows too."""
    approved(LINK)
    later = terms.tag()
    second = RuleValue.objects.create(
        **{"name": "rus.register_mailbox", "region_id": "08", "value": "register@exempel.se", "source": "Beslut"},
        **{"valid_from": clock.today(), "entered_at": clock.now(), "entered_by_id": actor(TOR).staff_id},
        **{"approved_at": clock.now() - datetime.timedelta(hours=1), "approved_by_id": actor(ULRIKA).staff_id},
    )
    assert terms.tag() != later
    assert terms.current().value("rus.register_mailbox", clock.today(), "08").value == second.value


def test_the_values_are_their_administrators(db: None) -> None:
    """X-05: a doctor neither sees the page nor gets past the verb; one region's version is not another's."""
    assert signed_in("johan.akerhielm").get("/regler/").status_code == 403
    with pytest.raises(Denied):
        rulevalues.enter(Entry("rus.info_link", [LINK], clock.today(), None, "x"), by=actor("johan.akerhielm"))
    approved()
    elsewhere = terms.current()
    with pytest.raises(LookupError):
        elsewhere.value("rus.info_link", clock.today(), "07")


def test_the_database_holds_two_people_and_one_value_a_day(db: None) -> None:
    """D-10: the constraints stand by themselves."""
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where conrelid = 'kernel_rulevalue'::regclass")
        checks = {name for (name,) in cursor.fetchall()}
        cursor.execute("select indexname from pg_indexes where tablename = 'kernel_rulevalue'")
        indexes = {name for (name,) in cursor.fetchall()}
    assert "rule_value_by_two" in checks
    assert "one_value_from_a_day" in indexes
