"""What follows a referral, and what surrounds it: posting, cancelling and replacing, a missing receiver, a grant."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    ANNIKA,
    CHIEF,
    JOHAN,
    MIRJAM,
    TOR,
    Visitor,
    known,
    new_referral,
    number_of,
    picture,
)
from vardkedja.demo.story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_the_paper_is_posted(visit: Visitor) -> None:
    """RUS-40, RUS-45: Annika takes it from the list of what is not posted; the certificate goes with it."""
    page = visit.signed_in(ANNIKA)
    page.get_by_role("link", name="Ej postade").first.click()
    picture(page, "ej-postade")
    page.get_by_role("link", name="Hanna Näktergård Hjortmo").click()
    page.get_by_role("link", name="Registrera postning").click()
    expect(page.get_by_text("Anhörigintyget räknas som bilaga.")).to_be_visible()
    picture(page, "posta")
    page.get_by_label("Postad").fill("2020-01-01")
    page.get_by_role("button", name="Registrera postning").click()
    expect(page.get_by_role("main")).to_contain_text("Postad före utfärdandet")
    page.get_by_label("Postad").fill(page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    page.get_by_role("button", name="Registrera postning").click()
    expect(page.locator(".vk-head")).to_contain_text("Postad")
    expect(page.get_by_role("main")).to_contain_text("anhörigintyg")


def test_a_wrong_clinic_is_cancelled_and_replaced(visit: Visitor) -> None:
    """RUS-38: an issued referral is never changed; Johan cancels it with a reason and writes one that replaces it."""
    page = visit.signed_in(JOHAN)
    page.goto(f"/rus/{address('oppen-jonkoping')}/")
    first = number_of(page)
    page.get_by_role("link", name="Makulera").click()
    picture(page, "makulera")
    page.get_by_role("button", name="Makulera remissen").click()
    expect(page.get_by_role("main")).to_contain_text("Skäl saknas")
    page.get_by_label("Varför makuleras remissen?").fill("Fel klinik. Skulle till handkirurgen.")
    page.get_by_role("button", name="Makulera remissen").click()
    expect(page.locator(".vk-head")).to_contain_text("Makulerad")
    picture(page, "makulerad")
    page.get_by_role("link", name="Skriv en ny som ersätter").click()
    page.get_by_role("button", name="Skapa ett nytt utkast").click()
    expect(page.get_by_label("Diagnos, fråga")).to_have_value("Handledsartros. Fråga: bedömning?")
    page.get_by_role("button", name="Spara och stäng").click()
    expect(known(page, "Ersätter")).to_contain_text(first)


def test_a_receiver_that_is_missing(visit: Visitor) -> None:
    """RUS-10: Annika asks from her draft, Tor adds the unit, and then she can choose it."""
    page = visit.signed_in(ANNIKA)
    new_referral(page, "19930316-9974")
    page.get_by_text("Saknas mottagaren? Begär att den läggs till").click()
    page.get_by_label("Inrättning").fill("Hallands sjukhus Halmstad")
    page.get_by_label("Klinik eller motsvarande").fill("Handkirurgiska enheten")
    page.get_by_label("Adress, om du vet").fill("Exempelgatan 9")
    picture(page, "mottagare-saknas")
    page.get_by_role("button", name="Begär ny mottagare").click()
    expect(page.get_by_text("Begäran är skickad till registerförvaltaren.")).to_be_visible()

    keeper = visit.signed_in(TOR)
    keeper.get_by_role("link", name="Mottagare att lägga till").click()
    picture(keeper, "registret")
    keeper.get_by_role("link", name="Handkirurgiska enheten").click()
    picture(keeper, "fraga-om-mottagare")
    keeper.get_by_role("link", name="Lägg till enheten").click()
    for label, words in {
        **{"Slag": "Sjukhusklinik", "Hur enheten nås": "Får papper med posten", "Region": "Region Halland"},
        "Finansiering": "Offentlig",
    }.items():
        keeper.get_by_label(label, exact=True).select_option(label=words)
    keeper.get_by_label("Postnummer").fill("302 33")
    keeper.get_by_label("Postort").fill("Halmstad")
    keeper.get_by_role("button", name="Lägg till enheten").click()
    expect(keeper.get_by_text("Svaret är skickat.")).to_be_visible()

    page.get_by_role("link", name="Min dag").click()
    expect(page.get_by_role("region", name="Besked till dig")).to_contain_text("Mottagaren du frågade efter finns nu")
    picture(page, "besked")
    page.get_by_text("Mottagaren du frågade efter finns nu").first.click()
    page.get_by_role("searchbox", name="Remiss till").fill("handkirurgiska halmstad")
    page.get_by_role("button", name="Handkirurgiska enheten, Hallands sjukhus Halmstad").click()
    expect(known(page, "Remiss till")).to_contain_text("Handkirurgiska enheten")


def test_a_manager_enters_a_grant_and_finance_searches(visit: Visitor) -> None:
    """RUS-03, RUS-41, RUS-42: Lars-Göran gives Bodil her grant back; Mirjam finds what is to be re-invoiced."""
    chief = visit.signed_in(CHIEF)
    chief.goto("/behorigheter/")
    picture(chief, "behorigheter")
    chief.get_by_label("Medarbetare", exact=True).select_option(
        label="Bodil Timmermo, Ortopedkliniken, Västerviks sjukhus"
    )
    chief.get_by_label("Första dagen").fill(chief.evaluate("new Date().toLocaleDateString('sv-SE')"))
    chief.get_by_label("Beställningens nummer i Behörighetsportalen").fill("BP-EXEMPEL-107")
    chief.get_by_role("button", name="Lägg upp behörigheten").click()
    expect(chief.get_by_text("Behörigheten är upplagd.")).to_be_visible()

    finance = visit.signed_in(MIRJAM)
    finance.get_by_role("link", name="RUS-remisser").click()
    finance.get_by_role("link", name="Vidarefaktureras Östergötland").click()
    expect(finance.get_by_role("row", name="Elsy Hasselmyr")).to_be_visible()
    picture(finance, "ekonomi")
    finance.get_by_role("link", name="Elsy Hasselmyr").click()
    expect(finance.get_by_role("main")).not_to_contain_text("senruptur")
    expect(finance.get_by_role("link", name="Makulera")).to_have_count(0)


def test_the_day_the_network_is_down(visit: Visitor) -> None:
    """X-25: the blank forms are there to print before anything has happened."""
    page = visit.signed_in(ANNIKA)
    page.get_by_role("link", name="När nätet är nere").click()
    picture(page, "nar-natet-ar-nere")
    paper = page.get_by_role("link", name="RUS-remiss, tom blankett").get_attribute("href")
    assert page.request.get(paper or "").body()[:5] == b"%PDF-"
