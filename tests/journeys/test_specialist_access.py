"""The pages of specialist referrals for everybody: axe finds nothing, nothing runs sideways, the keyboard is enough."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import clean, press, shown
from tests.journeys.specialist_steps import (
    CASPER,
    FOLKE,
    HENRIK,
    INGALILL,
    MAUD,
    NADIA,
    OTTILIA,
    YASMIN,
    fill,
)
from tests.journeys.steps import NARROW, Visitor, known, tick
from tests.journeys.test_access import faults
from vardkedja.demo.specialist_story import address

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
HEAD, ACUTE = "/specialistvard/", "/specialistvard/akut/"
OUTPATIENT = f"{HEAD}oppenvard/"
ELOF, KLARA, CASE = "Elof Skärsund", "Klara Östmyr", "Vad händer nu"


def at(name: str, rest: str = "") -> str:
    """The address of a specialist referral in the demo's story."""
    return f"{HEAD}{address(name)}/{rest}"


def stay(name: str, rest: str = "") -> str:
    """The address of an emergency admission in the demo's story."""
    return f"{ACUTE}{address(name)}/{rest}"


PAGES = {
    "": ["/kontrollera/"],
    YASMIN: [
        *("/", HEAD, f"{HEAD}?lista=signera", f"{HEAD}?lista=beslut&vems=mina", f"{HEAD}?lage=issued&grund=akut"),
        *(f"{HEAD}ny/", OUTPATIENT, f"{OUTPATIENT}?region=03&specialitet=ortopedi", at("utkast-axel", "skriv/")),
        *(at("utkast-axel"), at("godkand-att-utfarda"), at("komplettering-gammal", "gor/komplettera/")),
    ],
    CASPER: [at("utkast-andrad"), at("utkast-andrad", "gor/signera/"), at("ny-idag", "gor/aterkalla/")],
    MAUD: ["/", at("att-skicka-tumor"), at("att-skicka-tumor", "gor/skicka/"), at("att-skicka-tumor", "gor/andra/")],
    HENRIK: [
        *("/", f"{HEAD}ko/", f"{HEAD}ny/", at("bedoms"), at("bedoms", "gor/bedom/"), at("bedoms", "gor/godkann/")),
        *(at("bedoms", "gor/avsla/"), at("bedoms", "gor/begar-komplettering/"), at("ny-idag", "gor/borja/")),
        *(at("godkand-att-utfarda", "gor/utfarda/"), at("langre-period"), at("langre-period", "gor/andra-period/")),
        *(at("logi-beviljad", "gor/logi/"), at("utfardad-igar", "gor/upphav/"), at("skyddad"), at("avliden")),
        *(at("flyttad"), at("lang-mottagare"), at("upphavd"), at("bedoms", "gor/ta-arendet/")),
    ],
    INGALILL: [f"{HEAD}ko/?visa=sena", f"{HEAD}franvaro/", f"{HEAD}statistik/", "/regeldokument/"],
    OTTILIA: ["/", HEAD, at("utfardad-igar"), at("brev-kvar")],
    FOLKE: [
        *(ACUTE, f"{ACUTE}ny/", stay("ute-dag-2"), stay("ute-dag-5"), stay("ute-dag-8"), stay("ute-felregistrerad")),
        *(
            stay("ute-vardas-utan"),
            stay("ute-dag-2", "gor/kontakt-till-oss/"),
            f"{HEAD}ny/?akut={address('ute-vardas-utan')}",
        ),
    ],
    NADIA: [ACUTE, stay("har-vardas-utan"), stay("har-vardas-utan", "gor/betalningsforbindelse/")],
    ELOF: [stay("har-kontaktad"), stay("har-kontaktad", "gor/hemregionen-fortsatt-vard/")],
    KLARA: ["/", "/regler/"],
}


@pytest.mark.parametrize(
    "who",
    PAGES,
    ids=["ingen", "sekreterare", "läkare", "chef", "handläggare", "enhetschef", "mottagare", "akutläkare"]
    + ["sjuksköterska", "vårdande läkare", "regelförvaltare"],
)
def test_the_pages_of_specialist_referrals(visit: Visitor, who: str) -> None:
    """X-35: the pages that somebody in the role meets, wide and narrow, light and dark; each is there for that person."""
    page = visit.signed_in(who) if who else visit.window()
    found: dict[str, list[str]] = {}
    for path in PAGES[who]:
        answer = page.goto(path)
        if answer is None or not answer.ok:
            found[path] = [f"answered {answer.status if answer else 'nothing'}"]
        found |= faults(page, path)
    assert found == {}


def test_the_public_page_answers_whoever_asks(visit: Visitor) -> None:
    """SVR-36, X-35: a number that does not match its code is said beside the field, on a phone too, and nothing of a patient."""
    page = visit.window(size=NARROW)
    page.goto("/kontrollera/")
    fill(page, number="S2026-000001", code="7X25-F999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("stämmer inte")
    assert faults(page, "fel kod") == {}


def test_outpatient_choice_needs_no_case(visit: Visitor) -> None:
    """SVR-01, SVR-02, SVR-04: region and specialty give what applies, and a part to print for the patient."""
    page = visit.signed_in(YASMIN)
    page.get_by_role("link", name="Ny specialistvårdsremiss", exact=True).click()
    page.get_by_role("link", name="Patienten väljer öppenvård i en annan region: det här gäller").click()
    page.get_by_label("Vårdregion").select_option(label="Region Uppsala")
    page.get_by_label("Specialitet").fill("Ortopedi")
    press(page, "Visa vad som gäller")
    expect(page.get_by_role("region", name="Det här gäller i Region Uppsala")).to_be_visible()
    shown(page, "svr-oppenvard")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Till dig som väljer öppen vård i Region Uppsala")).to_be_visible()
    expect(page.get_by_label("Vårdregion")).to_be_hidden()


def test_each_alternative_shows_its_own_fields(visit: Visitor) -> None:
    """SVR-15, SVR-25, SVR-29, SVR-32: the period, the reason, the guarantee are asked for only by their own alternative."""
    page = visit.signed_in(YASMIN)
    page.goto(f"{HEAD}ny/")
    own = {
        "Akutvård": "Period t.o.m.",
        "Vård efter initiativ av vårdgivare i Region Stockholm": "Förklaring",
        "Vårdgaranti": "Garantidatum",
        "Patientens val": "",
    }
    for words, label in own.items():
        tick(page, words)
        for field in filter(None, own.values()):
            expect(page.get_by_label(field, exact=True)).to_be_visible(visible=field == label)
        clean(page)


def test_the_form_is_filled_in_with_the_keyboard_alone(visit: Visitor) -> None:
    """X-35: Tab goes through the form in its order, the space bar and the arrows choose, Enter looks up and saves."""
    page = visit.signed_in(CASPER)
    page.goto(f"{HEAD}ny/")
    page.get_by_label("Personnummer", exact=True).focus()
    page.keyboard.type("20060104-9984")
    page.keyboard.press("Enter")
    expect(known(page, "Namn")).to_contain_text("Siv Vinteräng")
    page.get_by_label("Telefon till patienten").focus()
    tab_to(page, "Patientens val", " ")
    tab_to(page, "Sluten vård", " ")
    tab_to(page, "Specialitet")
    page.keyboard.type("Ortopedi")
    for label, words in (
        ("Bedömning av patientens besvär", "Smärta i knäet efter fall."),
        ("Diagnos", "Meniskskada"),
        ("Planerad åtgärd", "Artroskopi"),
    ):
        tab_to(page, label)
        page.keyboard.type(words)
    tab_to(page, "Spara", "Enter")
    expect(page.get_by_text("Utkastet är sparat.")).to_be_visible()
    expect(page.get_by_label("Diagnos", exact=True)).to_have_value("Meniskskada")
    expect(page.get_by_label("Sluten vård", exact=True)).to_be_checked()


def tab_to(page: Page, name: str, key: str = "") -> None:
    """Press Tab until what has the name has the focus; then perhaps a key. Fails when it is not reached in a round."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).strip() == name:
            break
    assert page.evaluate(FOCUSED).strip() == name
    if key:
        page.keyboard.press(key)


FOCUSED = "() => { const e = document.activeElement; return e.labels?.[0]?.innerText ?? e.innerText ?? '' }"
