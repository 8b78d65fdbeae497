"""Somebody is away: the manager hands out the work, a colleague does it on behalf, and what nobody has is seen."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.referral_steps import (
    BEATRICE,
    GUSTAV,
    LOVISA,
    SHIRIN,
    choose,
    clean,
    day,
    desk,
    line,
    open_line,
    pick,
    press,
    shown,
    state,
)
from tests.journeys.steps import NARROW, Visitor, picture, refusal, tick
from vardkedja.demo.referral_story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ABSENCE = "/remisser/franvaro/"
UNCOVERED = "Ingen gör det här nu"


def test_work_is_handed_out_and_done_on_behalf(visit: Visitor) -> None:
    """REM-41 to REM-45: without an end it is refused; Gustav sees Shirin's work marked, answers, and then has none."""
    chief, gustav = visit.signed_in(BEATRICE), visit.signed_in(GUSTAV)
    chief.goto(ABSENCE)
    ends(chief)
    expect(section(chief, UNCOVERED)).to_contain_text("utan ersättare")
    expect(section(chief, UNCOVERED)).to_contain_text("Astrid Nordenfalk")
    picture(chief, "franvaro-utan-ersattare")
    clean(chief)

    hands_out(chief)
    expect(section(chief, UNCOVERED)).not_to_contain_text("Astrid Nordenfalk")
    expect(section(chief, UNCOVERED)).to_contain_text("Fråga/Svar")  # that node was not handed out this time
    desk(gustav, "Mitt arbete", "Att besvara")
    expect(gustav.get_by_role("main")).to_contain_text(f"för {SHIRIN}")
    picture(gustav, "franvaro-utdelat-till-dig")
    number = on_behalf(gustav)

    chief.goto(ABSENCE)
    ends(chief)
    desk(gustav, "Mitt arbete", "Att besvara")
    expect(gustav.get_by_role("main")).not_to_contain_text(SHIRIN)
    expect(line(gustav, number)).to_have_count(0)
    gustav.goto(f"/remisser/{address('kompletterad')}/gor/bekrafta/")
    gustav.get_by_label("Väntetid, som den är skriven").fill("6 veckor")
    press(gustav, "Skicka bekräftelsen")
    expect(refusal(gustav)).to_contain_text(SHIRIN)
    clean(gustav)
    expect(gustav.get_by_label("Väntetid, som den är skriven")).to_have_value("6 veckor")


def test_the_secretary_sees_what_nobody_does_on_a_phone(visit: Visitor) -> None:
    """REM-45, X-35: the list of what nobody covers at 390, and where it leads."""
    page = visit.signed_in(LOVISA, size=NARROW)
    page.goto(ABSENCE)
    expect(section(page, "Borta nu och framöver")).to_contain_text(SHIRIN)
    page.get_by_role("link", name="Lägg över").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägg över arbete")
    clean(page)


def section(page: Page, name: str) -> Locator:
    """A part of the page about absence, by its heading."""
    return page.get_by_role("region", name=name)


def ends(page: Page) -> None:
    """The hand-out to Gustav is ended, asked twice."""
    page.locator("details", has_text="utdelningen till Gustav").first.locator("summary").click()
    press(page, "Avsluta utdelningen")
    expect(page.get_by_text("Utdelningen är avslutad. Båda har fått besked.")).to_be_visible()


def hands_out(page: Page) -> None:
    """Att besvara to Gustav, first without an end."""
    page.get_by_role("link", name=f"Dela ut arbetet som {SHIRIN}").click()
    pick(page, "Till vem?", GUSTAV)
    tick(page, "Att besvara")
    shown(page, "franvaro-dela-ut")
    page.get_by_label("Sista dagen").fill("")
    page.get_by_label("Vad har ni kommit överens om?").fill("Gustav besvarar det som har väntat längst.")
    press(page, "Dela ut")
    expect(refusal(page)).to_be_visible()
    clean(page)
    page.get_by_label("Sista dagen").fill(day(5))
    press(page, "Dela ut")
    expect(page.get_by_text("Arbetet är utdelat. Båda har fått besked.")).to_be_visible()


def on_behalf(page: Page) -> str:
    """Gustav answers one of Shirin's; it says for whom. Gives its number."""
    page.goto(f"/remisser/{address('shirin-bedomer')}/")
    number = page.locator(".vk-head .vk-id").inner_text().strip()
    desk(page, "Mitt arbete", "Att besvara")
    expect(line(page, number)).to_contain_text(f"för {SHIRIN}")
    open_line(page, number)
    choose(page, "Besvara remissen")
    page.get_by_label("Svar", exact=True).fill("Ingen lossning. Ny röntgen om ett år.")
    press(page, "Signera och skicka svaret")
    state(page, "Besvarad")
    expect(page.locator(".vk-time")).to_contain_text(f"{GUSTAV} på uppdrag av {SHIRIN}")
    return number
