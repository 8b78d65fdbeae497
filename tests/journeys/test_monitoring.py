"""A referral on paper that nobody has answered: overdue, a contact, the answer that comes, and reading it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.referral_steps import (
    EVALENA,
    OSKAR,
    choose,
    clean,
    day,
    desk,
    done,
    happened,
    line,
    open_line,
    press,
    scan,
    shown,
    state,
)
from tests.journeys.steps import Visitor, known, picture, refusal, tick, violations
from vardkedja.demo.referral_story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
CASE = f"/remisser/{address('brev-ligger')}/"


def test_an_overdue_referral_is_followed_to_its_answer(visit: Visitor) -> None:
    """REM-13, REM-14, REM-15, REM-17, REM-19: the printed code leads the answer home; Oskar attests and ends."""
    page = visit.signed_in(EVALENA)
    page.goto(CASE)
    number = page.locator(".vk-head .vk-id").inner_text().strip()
    desk(page, "Vårt arbete", "Att bevaka")
    page.get_by_role("link", name="Försenade").click()
    expect(line(page, number)).to_contain_text("Ingen bekräftelse")
    picture(page, "bevaka-forsenade")
    press(page, "Dagens kontroll är gjord")
    expect(page.get_by_text("Dagens kontroll är gjord.")).to_be_visible()
    assert violations(page) == []
    open_line(page, number)
    calls(page)
    answer_comes(page, number)

    oskar = visit.signed_in(OSKAR)
    desk(oskar, "Mitt arbete", "Att vidimera")
    open_line(oskar, number)
    oskar.get_by_role("link", name="Läs och vidimera").first.click()
    press(oskar, "Vidimera")
    done(oskar)
    state(oskar, "Besvarad")
    expect(oskar.get_by_role("region", name="Att vidimera")).to_have_count(0)
    choose(oskar, "Avsluta bevakningen")
    press(oskar, "Avsluta bevakningen")
    state(oskar, "Bevakning avslutad")
    clean(oskar)


def calls(page: Page) -> None:
    """Eva-Lena calls; a contact without an outcome is refused, and she is asked again in a week."""
    choose(page, "Registrera kontakt")
    page.get_by_label("Vem svarade (funktion)").fill("Sekreterare")
    shown(page, "bevaka-kontakt")
    press(page, "Spara kontakten")
    expect(refusal(page)).to_be_visible()
    expect(page.get_by_label("Vem svarade (funktion)")).to_have_value("Sekreterare")
    page.get_by_label("Vad blev det av").fill("Svaret är skickat med post.")
    page.get_by_label("Ny bevakningsdag, om den ändras").fill(day(7))
    clean(page)
    press(page, "Spara kontakten")
    done(page)
    expect(page.locator(".vk-time")).to_contain_text("Svaret är skickat med post.")
    expect(known(page, "Bevakas")).to_contain_text(str(int(day(7)[-2:])))


def answer_comes(page: Page, number: str) -> None:
    """The answer is written on our own print, so the scan finds its referral; Ja to a preliminary answer is refused."""
    print_out = page.request.get(f"{CASE}remiss.pdf")
    paper: FilePayload = {"name": "svar.pdf", "mimeType": "application/pdf", "buffer": print_out.body()}
    page.get_by_role("link", name="Papper", exact=True).click()
    picture(page, "papper-ej-kopplade")
    page.get_by_role("link", name="Skanna papper").click()
    scan(page, paper, "Remissvar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Registrera svar")
    expect(page.locator(".vk-head")).to_contain_text(number)
    expect(page.get_by_label("Skannat papper").locator("option:checked")).to_contain_text("hör hit")
    picture(page, "papper-svar-hittat")
    tick(page, "Preliminärsvar")
    tick(page, "Ja, avsluta bevakningen")
    press(page, "Registrera svaret")
    expect(refusal(page)).to_be_visible()
    clean(page)
    tick(page, "Slutsvar")
    tick(page, "Nej, bevakningen ligger kvar")
    page.get_by_label("Kort om svaret").fill("Bedömd. Ingen operation.")
    press(page, "Registrera svaret")
    state(page, "Besvarad")
    expect(happened(page, "Skannat").or_(page.get_by_text("Remissvar (skannat)")).first).to_be_visible()
