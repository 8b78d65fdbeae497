"""Values for specialist referrals: typed on the page, approved by another, read by the rules (D-10, D-12 to D-19)."""

from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.kernel import clock, terms
from vardkedja.kernel.agreements import RuleValue
from vardkedja.rules import care_choice, law, specialist_handling
from vardkedja.rules.law import NotInForce
from vardkedja.web.tests.client import form_of, signed_in

KLARA, JON, TOR = "klara.ostmyr", "jon.talludden", "tor.svanviken"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def typed(name: str, value: str | list[str], who: str = KLARA) -> Any:
    """Klara enters a value on the page."""
    given = {"gor": "infor", "name": name, "value": value, "valid_from": "2025-03-04", "valid_to": ""}
    return signed_in(who).post("/regler/", given | {"source": "Regionens beslut 2025-03-01"})


def approved(name: str, value: str | list[str]) -> law.LawValue:
    """The value as the rules read it, once Jon has approved what Klara entered."""
    assert typed(name, value)["Location"] == "/regler/?klart=infort"
    row = RuleValue.objects.get(name=name)
    assert signed_in(JON).post("/regler/", {"gor": "godkann", "version": str(row.uuid)}).status_code == 302
    return terms.current().value(name, clock.today(), "01")


def test_what_no_pack_ships_is_shown_as_not_entered() -> None:
    """SVR-35, SVR-24, D-17: the page names the value and says that nobody has entered it; an entered one has its source."""
    page = signed_in(KLARA).get("/regler/").content.decode()
    for words in ("Vad patienten kan göra efter ett avslag", "Akutsjukhus som andra regioner kontaktar"):
        section = page.split(f">{words}</h2>")[1].split("</section>")[0]
        assert "Inte infört än" in section
    assert page.count("Inte infört än") == 4
    approved("svr.next_steps", "Kontakta oss om du har frågor.")
    page = signed_in(KLARA).get("/regler/").content.decode()
    assert page.count("Inte infört än") == 3
    assert "<strong>Kontakta oss om du har frågor.</strong>" in page
    assert "svr.next_steps</" not in page


def test_nothing_counts_before_a_second_person_has_approved() -> None:
    """D-10: entered by Klara it waits; she cannot approve it herself."""
    assert typed("svr.handling_days", "30").status_code == 302
    with pytest.raises(NotInForce):
        terms.current().value("svr.handling_days", clock.today(), "01")
    row = RuleValue.objects.get()
    refused = signed_in(KLARA).post("/regler/", {"gor": "godkann", "version": str(row.uuid)})
    assert "Någon annan godkänner" in refused.content.decode()


def test_a_target_reaches_the_rule_with_its_source() -> None:
    """SVR-06, D-10: thirty days from the day it came, as the region decided; none is guessed before."""
    today = clock.today()
    assert specialist_handling.handling(today, today, "01", terms.current()).outcome == "unclear"
    found = approved("svr.handling_days", "30")
    assert (found.value, found.unit, found.label) == (30, "dagar", "mål för handläggningstid av specialistvårdsremiss")
    decision = specialist_handling.handling(today, today, "01", terms.current())
    assert str(decision.result["due"]) == "2025-04-03"
    assert [source.title for source in decision.sources] == ["Regionens beslut 2025-03-01"]


@pytest.mark.parametrize("name", ["svr.signing_hospitals", "svr.office", "svr.benefits", "svr.signers"])
def test_an_entered_table_has_the_shape_of_the_shipped_one(name: str) -> None:
    """D-12, D-13, D-14, D-19: sent as the page prefills it, the rules read exactly what the pack says."""
    shipped = law.value(name, clock.today(), "01").value
    prefilled = form_of(signed_in(KLARA).get("/regler/"), f"form-{name}")["value"]
    found = approved(name, prefilled).value
    assert found == shipped
    assert type(found) is type(shipped)
    with pytest.raises(TypeError):
        found[0] = 1  # type: ignore[index]


def test_a_hospital_that_is_taken_away_no_longer_signs() -> None:
    """D-12, SVR-17: the rules read the region's own list from its first day, the shipped one the day before."""
    found = approved("svr.signing_hospitals", "Södersjukhuset")
    assert [row["hospital"] for row in found.value] == ["Södersjukhuset"]  # type: ignore[attr-defined]
    before = terms.current().value("svr.signing_hospitals", clock.today().replace(day=3), "01")
    assert len(before.value) == 4  # type: ignore[arg-type]


def test_referral_requirements_answer_the_outpatient_choice() -> None:
    """D-18, SVR-02: one region's table is enough to know that a referral is required."""
    approved("care.referral_required", "Ortopedi: ja\nAlla andra: nej")
    found = care_choice.outpatient("01", "03", "ortopedi", clock.today(), terms.current())
    assert found.result["required_by"] == ("home",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("svr.handling_days", "0", ["från 1 till 365"]),
        (
            "svr.emergency_hospitals",
            "--\nSödersjukhuset\nSödersjukhuset",
            ["”--” går inte att läsa", "står två gånger"],
        ),
        ("svr.benefits", "Akutvård: resor ja\nAnnat", ["”Akutvård: resor ja”", "”Annat”"]),
        ("svr.office", "Box: 1", ["Skriv en rad som börjar med Enhet", "Skriv en rad som börjar med Namn"]),
        ("svr.boxes", [], ["Välj bland alternativen"]),
        ("svr.home_region", "03", ["Kryssa i den egna regionen"]),
        ("svr.outpatient_commitment", "", ["Välj ja eller nej"]),
    ],
)
def test_bad_input_gets_every_reason_and_keeps_what_was_typed(
    name: str, value: str | list[str], said: list[str]
) -> None:
    """D-10, X-35: all that is wrong at once, at the field, and nothing is lost."""
    answer = typed(name, value)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in text for words in said)
    assert RuleValue.objects.count() == 0
    if isinstance(value, str) and "\n" in value:
        assert form_of(answer, f"form-{name}")["value"].split() == value.split()


def test_a_region_without_a_pack_may_enter_its_own() -> None:
    """X-41, D-10: Kalmar's page has the same values, none entered; Stockholm's are not shown there."""
    page = signed_in(TOR).get("/regler/").content.decode()
    assert "Sjukhus vars verksamhetschef signerar" in page
    assert "Danderyds Sjukhus" not in page
    assert typed("svr.boxes", ["akut"], who=TOR).status_code == 302
    assert typed("rus.info_link", "https://www.exempel.se/", who=KLARA).status_code == 422
