"""People: one person whatever number, residence with history, protection, death (X-01, X-02, X-03, X-08, X-28, X-40)."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest

from vardkedja.kernel import clock, outbox
from vardkedja.kernel.history import History
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people import register
from vardkedja.kernel.people.actions import load_register, recognise
from vardkedja.kernel.people.models import Person, PersonIdentifier
from vardkedja.kernel.people.register import Answer, EmbeddedRegister
from vardkedja.kernel.register import load

pytestmark = pytest.mark.django_db
DAY = datetime.date
TOMASZ, TOMASZ_BEFORE = "199504119992", "199504719999"
KARL, MOVES_OUT, EMIGRATES, DIES = "195506129997", "197108199949", "196605059838", "195107179938"


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def ask(number: str, day: str = "2025-03-04") -> Answer:
    found = register.look_up(number, DAY.fromisoformat(day))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "day", "region"),
    [
        (MOVES_OUT, "2025-03-19", "08"),
        (MOVES_OUT, "2025-03-20", "10"),
        (MOVES_OUT, "2006-03-31", None),
        (EMIGRATES, "2025-03-09", "08"),
        (EMIGRATES, "2025-03-10", None),
        (TOMASZ, "2024-09-30", None),
        (TOMASZ, "2024-10-01", "08"),
    ],
)
def test_the_register_answers_for_the_day_that_is_asked(number: str, day: str, region: str | None) -> None:
    """X-02: each rule reads the value on its own day: both sides of a move, a departure and the first registration."""
    assert ask(number, day).region == region


def test_an_unknown_number_is_none() -> None:
    """RUS-04: not in the register."""
    assert register.look_up("199001019810", clock.today()) is None


def test_numbers_are_linked_and_never_overwritten() -> None:
    """X-01: first met under the co-ordination number, then under the personnummer: one person, two numbers, one current."""
    first, _ = recognise(ask(TOMASZ_BEFORE))
    load_register([row for row in load.population() if row.number.replace("-", "") == TOMASZ_BEFORE])
    numbers = PersonIdentifier.objects.filter(person=first).order_by("id").values_list("value", "current")
    assert list(numbers) == [(TOMASZ_BEFORE, False), (TOMASZ, True)]
    assert recognise(ask(TOMASZ))[0] == first
    assert Person.objects.count() == 1


def test_a_move_adds_a_row_and_tells_those_who_must_know() -> None:
    """X-02, X-08: the old home stays with its day and source; one row of history, one errand; the same answer again: nothing."""
    person, nothing = recognise(ask(MOVES_OUT))
    with clock.stopped_at("2025-03-21 08:00"):
        _, change = recognise(ask(MOVES_OUT, "2025-03-21"))
        assert recognise(ask(MOVES_OUT, "2025-03-21"))[1] is None
    assert nothing is None
    assert change is not None
    assert change.moved_to == "10"
    homes = person.residences.order_by("valid_from").values_list("region_id", "valid_from", "source")
    assert [(region, str(day)) for region, day, _ in homes] == [("08", "2006-04-01"), ("10", "2025-03-20")]
    assert all(source for _, _, source in homes)
    assert Outbox.objects.get().payload["moved_to"] == "10"
    assert History.objects.get(verb="folkbokforing.andrad").changes["region"] == [None, "10"]


def test_a_death_is_told_once_with_its_day() -> None:
    """X-28, X-08: alive on 26 February; the register loaded again with the day of death."""
    living = replace(ask(DIES), deceased_on=None)
    person, _ = recognise(living)
    _, change = recognise(ask(DIES))
    assert change is not None
    assert change.fields["deceased_on"] == [None, "2025-02-27"]
    person.refresh_from_db()
    assert person.deceased_on == DAY(2025, 2, 27)
    assert recognise(ask(DIES))[1] is None


def test_protection_hides_the_address_from_then_on() -> None:
    """X-03: the lines are there before, and empty after."""
    person, _ = recognise(ask(KARL))
    assert person.address_lines == ["Kastanjegränd 14 B", "593 00 Västervik"]
    recognise(replace(ask(KARL), protected=True))
    person.refresh_from_db()
    assert (person.protected, person.address_lines) == (True, [])


def test_a_protected_person_s_phone_is_not_taken_over() -> None:
    """X-03: phone from the register for one who is not protected, none for one who is."""
    assert recognise(ask(KARL))[0].phone == "070-174 06 05"
    assert recognise(ask("194902149964"))[0].phone == ""


def test_loading_again_compares_only_those_we_know() -> None:
    """RUS-48, X-08: one known person moved, one unknown too: one change, one errand."""
    recognise(ask("196205229823"))
    with clock.stopped_at("2025-04-09 08:00"):
        number, changes = load_register(load.population(later=True))
        again = load_register(load.population(later=True))[1]
    assert number == 303
    assert [(change.moved_to, sorted(change.fields)) for change in changes] == [("06", ["postcode", "street", "town"])]
    assert again == []
    assert Outbox.objects.count() == 1


def test_an_errand_that_fails_waits_and_is_done_once() -> None:
    """RUS-48, X-38: the failure is kept with it, tried later, and done one time."""
    outbox.put("prov", {"n": 1})
    seen: list[int] = []

    def handle(payload: dict) -> None:
        seen.append(payload["n"])
        if len(seen) == 1:
            raise ValueError("inte nu")

    outbox.empty({"prov": handle})
    assert (Outbox.objects.get().attempts, Outbox.objects.get().failure, outbox.waiting()) == (
        1,
        "ValueError: inte nu",
        1,
    )
    outbox.empty({"prov": handle})
    assert seen == [1]  # not yet time
    with clock.stopped_at("2025-03-04 10:01"):
        for _ in range(2):
            outbox.empty({"prov": handle})
    assert (seen, outbox.waiting()) == ([1, 1], 0)


def test_when_the_register_is_down_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-40: no answer is no answer; with the register up again the person is found."""

    class Down:
        def find(self, number: str, day: datetime.date) -> Answer | None:
            raise register.Unavailable

    monkeypatch.setattr(register, "REGISTER", Down())
    with pytest.raises(register.Unavailable):
        register.look_up(KARL, clock.today())
    monkeypatch.setattr(register, "REGISTER", EmbeddedRegister())
    assert ask(KARL).region == "08"
