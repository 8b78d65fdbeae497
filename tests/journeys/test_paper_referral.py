"""A referral on paper, from the letter to the answer in the post; the sender works in no system of ours."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import (
    GUSTAV,
    LOVISA,
    choose,
    clean,
    day,
    desk,
    done,
    happened,
    letter,
    open_line,
    pick,
    press,
    scan,
    shown,
    state,
)
from tests.journeys.steps import NARROW, Visitor, known, refusal, violations

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PATIENT, SENDER = "20091010-2391", "Allmänmedicin, Fiktiva Husläkarna"
QUESTION = "Smärta i höger axel vid simning. Fråga: bedömning?"


def test_a_paper_referral_from_arrival_to_answer(visit: Visitor) -> None:
    """REM-23, REM-24, REM-25, REM-29, X-15: scanned, registered, assessed, confirmed, answered, posted."""
    lovisa = visit.signed_in(LOVISA)
    arrives(lovisa)
    number = registered(lovisa)
    pick(lovisa, "Bedömare", GUSTAV)
    press(lovisa, "Spara bedömaren")
    state(lovisa, "Ej bedömd")

    gustav = visit.signed_in(GUSTAV)
    desk(gustav, "Mitt arbete", "Att besvara")
    open_line(gustav, number)
    confirms(gustav)
    choose(gustav, "Besvara remissen")
    gustav.get_by_label("Svar", exact=True).fill("Ingen skada på röntgen. Träning hos fysioterapeut.")
    press(gustav, "Signera och skicka svaret")
    state(gustav, "Besvarad")

    lovisa.goto("/remisser/vart/?lista=skicka")
    open_line(lovisa, number)
    for kind, left in (("Remissbekräftelse", 1), ("Slutsvar", 0)):
        waits = lovisa.get_by_role("region", name=f"Att skicka: {kind}")
        paper = waits.get_by_role("link", name="Skriv ut").get_attribute("href")
        assert paper is not None
        assert ("bekraftelse" in paper) == (kind == "Remissbekräftelse")
        assert lovisa.request.get(paper).body()[:5] == b"%PDF-"
        waits.get_by_role("link", name="Registrera som skickat").click()
        press(lovisa, "Registrera utskicket")
        done(lovisa)
        expect(lovisa.get_by_role("region", name="Att skicka")).to_have_count(left)
    expect(happened(lovisa, "Utskick registrerades")).to_have_count(2)
    clean(lovisa)


def arrives(page: Page) -> None:
    """A letter that is no picture of a paper is refused; the letter itself becomes a proposal."""
    page.get_by_role("link", name="Papper", exact=True).click()
    page.get_by_role("link", name="Skanna papper").click()
    scan(page, {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": b"no paper at all"}, "Pappersremiss")
    expect(refusal(page)).to_be_visible()
    clean(page)
    scan(page, letter(SENDER, "Remiss", f"Angående Anton Hjertqvist, {PATIENT}.", QUESTION), "Pappersremiss")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ankomstregistrering av pappersremiss")


def registered(page: Page) -> str:
    """What the paper says is filled in and checked by a person; gives the number."""
    expect(page.get_by_alt_text("Första sidan av pappret")).to_be_visible()
    press(page, "Registrera ankomsten")
    expect(refusal(page)).to_be_visible()
    page.get_by_label("Personnummer", exact=True).fill(PATIENT)
    page.get_by_role("button", name="Hämta", exact=True).click()
    expect(known(page, "Namn")).to_have_text("Anton Hjertqvist")
    page.get_by_role("searchbox", name="Sök avsändare i registret").fill("husläkarna")
    page.get_by_role("button", name="Sök", exact=True).last.click()
    page.get_by_role("button", name=SENDER).click()
    expect(known(page, "Remiss från")).to_have_text(SENDER)
    page.get_by_label("Remissens datum").fill(day(-1))
    page.get_by_label("Kort om frågan").fill(QUESTION)
    assert violations(page) == []
    shown(page, "remiss-ankomst")
    press(page, "Registrera ankomsten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ansvarig bedömare")
    return page.locator(".vk-head__over").inner_text().removeprefix("Remiss ").strip()


def confirms(page: Page) -> None:
    """The confirmation goes out from a telephone, by keyboard, with the waiting time in words."""
    page.set_viewport_size(NARROW)
    choose(page, "Skicka bekräftelse")
    page.get_by_label("Väntetid, som den är skriven").press_sequentially("3 veckor")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(day(21))
    clean(page)
    shown(page, "mobil-bekrafta")
    page.get_by_label("Patienten får besked genom").select_option(label="Kallelse")
    page.get_by_label("Besked den").fill(day())
    page.get_by_role("button", name="Skicka bekräftelsen").press("Enter")
    state(page, "Pågår")
    clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
