"""Every page for everybody: axe finds nothing, in light and dark, wide and narrow; nothing runs sideways."""

import pytest
from playwright.sync_api import Page

from tests.journeys.steps import (
    ANNIKA,
    CHIEF,
    ELLINOR,
    JOHAN,
    MIRJAM,
    NARROW,
    TOR,
    WIDE,
    Visitor,
    issue,
    new_referral,
    pick_receiver,
    picture,
    sideways,
    tick,
    violations,
)
from vardkedja.demo.story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SMALLEST = {"width": 320, "height": 640}  # 1280 at 400 %


def at(name: str, rest: str = "") -> str:
    """The address of a case in the demo's story."""
    return f"/rus/{address(name)}/{rest}"


PAGES = {
    "": ["/valj-person/", "/tangenter/", "/tillganglighet/", "/reserv/", "/lathund/"],
    JOHAN: [
        *(
            "/",
            "/rus/",
            "/rus/?lista=utkast",
            "/rus/?lista=flyttade",
            "/rus/?lage=postad&avtal=riksavtal&mottagare=xyz",
        ),
        *(at("hoft-linkoping"), at("hoft-linkoping", "gor/posta/"), at("hoft-linkoping", "gor/makulera/")),
        *(at("langt-namn"), at("rygg-linkoping"), at("rygg-linkoping", "skriv/"), at("flyttade-innan", "skriv/")),
        *(at("flyttade-efter"), at("hoft-linkoping", "galler/?dag=2030-01-01&vardform=sluten"), "/finns/inte/"),
        *("/behorigheter/", "/uppdrag/"),
    ],
    ANNIKA: [
        "/",
        at("barn-lund"),
        at("barn-lund", "gor/posta/"),
        at("vantar-varberg", "gor/svara/"),
        "/folkbokforing/for-hand/",
    ],
    ELLINOR: ["/", "/rus/?lista=vantar", at("vantar-umea"), at("vantar-umea", "gor/svara/")],
    MIRJAM: ["/", "/rus/?vidare=1", at("anhorig-umea"), at("avled")],
    TOR: ["/", "/register/", "/register/?q=linköping", "/register/ny/", "/regler/"],
    CHIEF: ["/behorigheter/", "/logg/"],
}


@pytest.mark.parametrize(
    "who", PAGES, ids=["ingen", "läkare", "sekreterare", "godkännare", "ekonomi", "register", "chef"]
)
def test_the_pages_of_a_role(visit: Visitor, who: str) -> None:
    """X-35: the pages that somebody in the role meets."""
    page = visit.signed_in(who) if who else visit.window()
    found: dict[str, list[str]] = {}
    for path in PAGES[who]:
        page.goto(path)
        found |= faults(page, path)
    assert found == {}


def test_the_form_when_everything_is_open_and_when_it_is_refused(visit: Visitor) -> None:
    """X-35, RUS-07: a private receiver, Kap 4, own dates, certificate; then every refusal in it."""
    page = visit.signed_in(JOHAN)
    new_referral(page, "19730325-9878")
    pick_receiver(page, "havsbris", "Ortopedi, Havsbris Ledklinik")
    for words in ("Kap 4 Patientens val", "Vidarefaktureras Östergötland", "Skapa anhörigintyg till denna remiss"):
        tick(page, words)
    page.get_by_label("Fr.o.m.", exact=True).first.fill("2031-02-30")
    for part in page.get_by_text("Varför?").all():
        part.click()
    found = faults(page, "ifylld")
    issue(page)
    page.get_by_role("alert").wait_for()
    found |= faults(page, "stoppad")
    page.set_viewport_size(NARROW)
    picture(page, "mobil-stoppad")
    assert found == {}


def faults(page: Page, path: str) -> dict[str, list[str]]:
    """What axe finds in each of four ways to look at the page, and how far it runs sideways at its smallest."""
    found = {}
    for size in (WIDE, NARROW):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if wrong := violations(page, colours_only=scheme == "dark"):
                found[f"{path} {size['width']} {scheme}"] = wrong
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALLEST)
    if too_wide := sideways(page):
        found[f"{path} 320"] = [f"{too_wide} px sideways"]
    page.set_viewport_size(WIDE)
    return found
