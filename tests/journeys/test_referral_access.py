"""The pages of referrals for everybody: axe finds nothing, nothing runs sideways, the keyboard is enough, print is whole."""

import pytest
from playwright.sync_api import expect

from tests.journeys.referral_steps import (
    BEATRICE,
    CORNELIA,
    EVALENA,
    GUSTAV,
    LOVISA,
    MILOS,
    OSKAR,
    ULLABRITT,
)
from tests.journeys.steps import Visitor, picture
from tests.journeys.test_access import faults
from vardkedja.demo.referral_story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def at(name: str, rest: str = "") -> str:
    """The address of a case in the demo's story."""
    return f"/remisser/{address(name)}/{rest}"


PAGES = {
    EVALENA: [
        *("/", "/remisser/vart/", "/remisser/vart/?lista=vidimera&visa=sena", "/remisser/ny/", "/remisser/tyst/"),
        *("/remisser/tyst/?slag=ej-last", "/remisser/papper/", "/remisser/skanna/", "/remisser/sok/?patient=xyz"),
        *(at("papper-bekraftad"), at("papper-svar-ligger", "gor/registrera-svar/"), at("axel-utkast", "skriv/")),
    ],
    OSKAR: [
        *("/remisser/mitt/", at("vecka-att-godta"), at("vecka-att-godta", "gor/flytta-bevakning/"), at("fraga")),
        *(at("kna-signera", "gor/signera/"), at("andrad-efter", "gor/andra-skickad/")),
    ],
    LOVISA: [
        *("/remisser/vart/?lista=inkorg", "/remisser/registrera/", "/remisser/oinformerade/", "/remisser/hjalp/"),
        *(at("papper-sent"), at("papper-sent", "gor/bedomare/"), at("svar-att-signera", "gor/skriv-svar/")),
    ],
    GUSTAV: [
        *("/remisser/mitt/?lista=besvara", at("papper-gustav"), at("papper-gustav", "gor/svara/")),
        *(at("papper-gustav", "gor/vidarebefordra/"), at("skyddad"), at("avliden")),
    ],
    BEATRICE: [
        *("/remisser/franvaro/", "/remisser/franvaro/dela-ut/", "/remisser/enheten/"),
        *("/remisser/enheten/vidarebefordran/", "/remisser/statistik/"),
    ],
    MILOS: ["/remisser/enheten/vidarebefordran/", "/regeldokument/"],
    ULLABRITT: ["/", "/remisser/diktat/"],
    CORNELIA: ["/regeldokument/", "/remisser/statistik/"],
}


@pytest.mark.parametrize(
    "who", PAGES, ids=["sekreterare", "remittent", "mottagare", "bedömare", "chef", "privat", "pool", "förvaltare"]
)
def test_the_pages_of_referrals(visit: Visitor, who: str) -> None:
    """X-35: the pages that somebody in the role meets, wide and narrow, light and dark."""
    page = visit.signed_in(who)
    found: dict[str, list[str]] = {}
    for path in PAGES[who]:
        page.goto(path)
        found |= faults(page, path)
    assert found == {}


def test_pages_that_are_reached_from_others(visit: Visitor) -> None:
    """X-35, REM-03, REM-39: what is opened from a list: handing over somebody's work, and a dictation to write."""
    lovisa, pool = visit.signed_in(LOVISA), visit.signed_in(ULLABRITT)
    lovisa.goto("/remisser/franvaro/")
    lovisa.get_by_role("link", name="Lägg över").first.click()
    expect(lovisa.get_by_role("heading", level=1)).to_have_text("Lägg över arbete")
    found = faults(lovisa, "lägg över")
    pool.goto("/remisser/diktat/")
    picture(pool, "diktat")
    pool.get_by_role("main").get_by_role("link").first.click()
    expect(pool.locator("form").last).to_be_visible()
    found |= faults(pool, "diktat")
    assert found == {}


def test_what_is_silent_and_what_is_counted_lead_to_their_cases(visit: Visitor) -> None:
    """X-39, REM-48: from Min dag to what has gone silent, and from a number to the cases behind it."""
    page = visit.signed_in(EVALENA)
    page.get_by_role("region", name="Har tystnat").get_by_role("link", name="Ej bekräftad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tyst för länge")
    picture(page, "tyst-for-lange")
    page.locator(".vk-list__name").first.click()
    expect(page.get_by_text("Vad händer nu")).to_be_visible()
    page.locator(".vk-who summary").click()
    page.get_by_role("link", name="Statistik", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Statistik")
    picture(page, "remiss-statistik")
    page.get_by_role("region", name="Månadens siffror").get_by_role("link").first.click()
    behind = page.get_by_role("region", name="Bakom siffran")
    behind.get_by_role("link").first.click()
    expect(page.get_by_text("Vad händer nu")).to_be_visible()


def test_a_list_is_worked_through_with_the_keyboard_alone(visit: Visitor) -> None:
    """X-35: arrows move in the list, Enter opens, and back leads to the same line."""
    page = visit.signed_in(EVALENA)
    page.goto("/remisser/vart/?lista=vidimera")
    expect(page.locator(".vk-list__row").nth(1)).to_be_visible()
    names = page.locator(".vk-list__name")
    names.first.focus()
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vad händer nu")).to_be_visible()
    page.go_back()
    expect(names.nth(1)).to_be_focused()


def test_a_list_and_a_case_are_whole_on_paper(visit: Visitor) -> None:
    """X-35, X-25: printed, a page says by whom and when, and has its lines but no buttons."""
    page = visit.signed_in(EVALENA)
    for path, kept in (("/remisser/vart/", ".vk-list__row"), (at("papper-bekraftad"), ".vk-time")):
        page.goto(path)
        page.emulate_media(media="print")
        expect(page.get_by_text("Utskrivet").first).to_contain_text(EVALENA)
        expect(page.locator(kept).first).to_be_visible()
        expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()
        expect(page.locator(".ds-button:visible")).to_have_count(0)
        page.emulate_media(media="screen")
