"""Two people in one specialist referral at the same moment, with real commits: one wins, the other is told."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions import (
    assessing,
    between,
    deciding,
    issuing,
    registering,
    sending,
    writing,
)
from vardkedja.commitments.specialist.actions.assessing import Found, Supplied
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.models import AskedBenefit, Specialist
from vardkedja.commitments.specialist.tests import invariants
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.referrals.tests.at_once import Act, at_once

ROUNDS = 4


@pytest.fixture(autouse=True)
def _now(real_commits: str) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def rounds(make: Callable[[], uuid.UUID], race: Callable[[uuid.UUID], None]) -> None:
    """The same race several times, each over a case of its own, which is whole afterwards."""
    for _ in range(ROUNDS):
        case = make()
        race(case)
        invariants.check(case)


def verbs(case: uuid.UUID) -> list[str]:
    return [row.verb.removeprefix("svr.") for row in s.history(case)]


def approve(case: uuid.UUID, by: str = s.HENRIK, **given: object) -> Act:
    who = actor(by)
    return lambda: deciding.approve(case, s.terms(), by=who, **given)  # type: ignore[arg-type]


def test_approval_against_withdrawal() -> None:
    """SVR-37, X-37: withdrawn it is not approved, approved it is not withdrawn; the loser reads which it was."""
    casper = actor(s.CASPER)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(approve(case), lambda: between.withdraw(case, by=casper, reason="Ångrat"))
        assert sorted(came_to) == ["Refused", "done"]
        if came_to[0] == "done":
            assert s.stand(case) == "issued"
            assert "Efter beslut kan bara regionen upphäva" in came_to[1].words
        else:
            assert (s.stand(case), s.rulings(case)) == ("withdrawn", [])
            assert "återkallad" in came_to[0].words
        assert Commitment.objects.filter(case__uuid=case).exists() == (came_to[0] == "done")

    rounds(s.assessed, race)


def test_two_officers_approve() -> None:
    """SVR-35, X-37: who has it was to be away, and a colleague approves too: one decision, letter and commitment."""

    s.away(s.HENRIK, "2025-05-05", "2025-05-05")

    def race(case: uuid.UUID) -> None:
        came_to = at_once(approve(case, s.HENRIK), approve(case, s.MEHDI))
        assert sorted(came_to) == ["Refused", "done"]
        assert "betalningsförbindelse utfärdad" in next(one.words for one in came_to if one == "Refused")
        (row,) = s.rulings(case)
        assert row.decided_by.username == (s.HENRIK, s.MEHDI)[came_to.index("done")]
        assert len(s.papers_of(case, "betalningsforbindelse")) == len(s.papers_of(case, "beslut")) == 1

    rounds(s.assessed, race)


def test_approval_against_rejection_from_one_page() -> None:
    """SVR-35, X-37: the same officer in two tabs at the version both read: one decision, the other is told."""
    henrik = actor(s.HENRIK)

    def race(case: uuid.UUID) -> None:
        version = s.seen(case, s.HENRIK).version
        came_to = at_once(
            approve(case, version=version),
            lambda: deciding.reject(case, by=henrik, reason="Nej", version=version),
        )
        assert sorted(came_to) == ["Refused", "done"]
        assert [row.outcome for row in s.rulings(case)] == [("approved", "rejected")[came_to.index("done")]]

    rounds(s.assessed, race)


def test_a_supplement_against_the_approval() -> None:
    """SVR-20, X-37: both are done whichever is first; what came after the decision is flagged to the office."""
    gunvor = actor(s.GUNVOR)

    def ready() -> uuid.UUID:
        case = s.opened(s.GUNVOR, s.initiative())
        return assessing.assess(case, Found(admission_on=s.later(30)), by=actor(s.HENRIK))

    def race(case: uuid.UUID) -> None:
        came_to = at_once(
            approve(case), lambda: between.supplement(case, by=gunvor, kind="companion", reason="Ser inte")
        )
        assert came_to == ["done", "done"]
        assert AskedBenefit.objects.filter(case__uuid=case).count() == 1
        granted = any("Medföljande" in line for line in s.rulings(case)[0].benefits)
        order = [verb for verb in verbs(case) if verb in ("approve", "supplement")]
        assert granted == (order[0] == "supplement")
        assert (("svr_changed", s.IVA) in s.nodes(case)) == (order[0] == "approve")

    rounds(ready, race)


def test_a_completion_against_the_dismissal() -> None:
    """SVR-12, X-37: it came in time and is assessed, or it was dismissed; the loser reads which it was."""
    yasmin, henrik = actor(s.YASMIN), actor(s.HENRIK)
    given = Supplied(supplied_by="", received_on=None, text="Bifogas")

    def race(case: uuid.UUID) -> None:
        came_to = at_once(
            lambda: assessing.complete(case, given, by=yasmin),
            lambda: deciding.dismiss(case, by=henrik, reason="Kom aldrig"),
        )
        assert came_to[1] == "done"  # it can be dismissed with the completion too
        assert came_to[0] in ("done", "Refused")
        assert came_to[0] == "done" or "avvisad" in came_to[0].words
        assert s.stand(case) == "dismissed"

    rounds(s.completing, race)


def test_a_change_against_the_sending() -> None:
    """SVR-34, X-09, X-37: sent it is not changed, changed it is not sent unsigned."""
    casper, yasmin = actor(s.CASPER), actor(s.YASMIN)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(lambda: sending.change(case, by=casper), lambda: sending.send(case, by=yasmin))
        assert sorted(came_to) == ["Refused", "done"]
        signed = Specialist.objects.get(case__uuid=case).signed_at is not None
        assert (s.stand(case), signed) == (("draft", False) if came_to[0] == "done" else ("sent", True))

    rounds(s.signed, race)


def test_two_changes_of_the_period() -> None:
    """SVR-36, X-37: from the same page one is version 2 and the other is told; the days are the winner's."""
    henrik, mehdi = actor(s.HENRIK), actor(s.MEHDI)

    def race(case: uuid.UUID) -> None:
        version = s.seen(case, s.HENRIK).version
        acts = [
            lambda by=by, days=days: issuing.extend(
                case, Period(s.later(30), s.later(days)), by=by, reason="Längre", version=version
            )
            for by, days in ((henrik, 70), (mehdi, 80))
        ]
        came_to = at_once(*acts)
        assert sorted(came_to) == ["Conflict", "done"]
        assert Commitment.objects.get(case__uuid=case).last_day == s.later((70, 80)[came_to.index("done")])
        assert len(s.papers_of(case, "betalningsforbindelse")) == 2

    rounds(s.issued, race)


@pytest.mark.parametrize("what", ["register", "sign", "send", "approve", "supplement"])
def test_one_key_three_times_at_once_is_one(what: str) -> None:
    """X-38, SVR-14: the same click three times at once: one case, one paper, one row; the rest get its answer."""
    key, henrik, casper, gunvor = uuid.uuid4(), actor(s.HENRIK), actor(s.CASPER), actor(s.GUNVOR)
    asked = Request(source_kind="patient", source_name="Patienten", received_on=clock.today())
    what_is_asked = s.content(informed=None, doctor=None)
    made: dict[str, Callable[[], uuid.UUID]] = {
        "register": s.draft,
        "sign": s.draft,
        "send": s.signed,
        "approve": s.assessed,
        "supplement": lambda: s.sent(s.GUNVOR, s.initiative()),
    }
    case = made[what]()
    before = Case.objects.count()
    acts: dict[str, Act] = {
        "register": lambda: registering.register(what_is_asked, asked, by=henrik, key=key),
        "sign": lambda: writing.sign(case, by=casper, key=key),
        "send": lambda: sending.send(case, by=casper, key=key),
        "approve": approve(case, key=key),
        "supplement": lambda: between.supplement(case, by=gunvor, kind="alone", reason="Smittsam", key=key),
    }
    assert sorted(at_once(*[acts[what]] * 3)) == ["AlreadyDone", "AlreadyDone", "done"]
    assert Case.objects.count() == before + (what == "register")
    if what != "register":
        assert verbs(case).count(what) == 1
    for one in Specialist.objects.select_related("case"):
        invariants.check(one.case.uuid)
