"""What a person does with referrals in a browser, in the words of the journeys: write, open, act, read a list."""

import datetime
import io
import re
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.steps import known, picture, sideways, tick, violations
from vardkedja.web import settings

EVALENA, OSKAR, JENNY, KERSTIN = (
    *("Eva-Lena Abrahamsson", "Oskar Fagerström Nyberg"),
    *("Jenny Björnlund Ekvall", "Kerstin Almgård"),
)
LOVISA, SHIRIN, GUSTAV, BEATRICE = (
    *("Lovisa Tegelmo", "Shirin Mohammadi-Karlström"),
    *("Gustav Brännmark", "Beatrice Lindhyttan"),
)
JOAKIM, NADJA, RUNA = "Joakim Sjöhagen", "Nadja Falkenvik", "Runa Ekeblom"
MILOS, ULLABRITT, CORNELIA = "Milos Hagvall", "Ulla-Britt Morénius", "Cornelia Askdal"
MOLNDAL, BORAS, LIDKOPING = (
    "Ortopedmottagningen, Sahlgrenska universitetssjukhuset Mölndal",
    "Ortopedkliniken, Södra Älvsborgs sjukhus Borås",
    "Ortopedkliniken, Skaraborgs sjukhus Lidköping",
)
UDDEVALLA = "Ortopedkliniken, Uddevalla sjukhus"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def day(after: int = 0) -> str:
    """A day counted from today, as it is typed."""
    return str(datetime.datetime.now(STOCKHOLM).date() + datetime.timedelta(days=after))


def desk(page: Page, name: str, shelf: str) -> None:
    """Go to a list: the desk in the menu, then the list among its filters."""
    page.get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("link", name=re.compile(f"^{re.escape(shelf)}")).first.click()
    expect(page.get_by_role("heading", level=1, name=shelf)).to_be_visible()


def line(page: Page, number: str) -> Locator:
    """The line of a referral in a list."""
    return page.locator(".vk-list__row", has_text=number).first


def open_line(page: Page, number: str) -> None:
    """Open a referral from the list that is shown."""
    line(page, number).get_by_role("link").first.click()
    expect(page.locator(".vk-head")).to_contain_text(number)


def choose(page: Page, words: str) -> None:
    """Choose an act in the panel that says what happens now."""
    page.locator(".vk-now").get_by_role("link", name=words, exact=True).first.click()
    expect(page.locator("#formular")).to_be_visible()


def press(page: Page, words: str) -> None:
    """Press the button of an act's page, or of the panel."""
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def done(page: Page) -> None:
    """The act is done, and the case is shown again."""
    expect(page.get_by_text("Det är gjort.")).to_be_visible()


def state(page: Page, words: str) -> None:
    """The state of one's own side in the head of the case."""
    expect(page.locator(".vk-head .vk-state").first).to_have_text(words)


def happened(page: Page, what: str) -> Locator:
    """What stands in the case's history under one word, the latest first."""
    return page.locator(".vk-event", has_text=what)


def pick(page: Page, label: str, words: str) -> None:
    """Choose in a select by how the choice begins."""
    field = page.get_by_label(label, exact=True)
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def write(page: Page, patient: str, unit: str, question: str) -> str:
    """Write a referral from Oskar to a unit and leave it to be signed; gives its number."""
    page.get_by_role("link", name="Ny remiss", exact=True).click()
    page.get_by_label("Personnummer", exact=True).fill(patient)
    page.get_by_role("button", name="Hämta", exact=True).click()
    expect(known(page, "Namn")).to_be_visible()
    page.get_by_role("searchbox", name="Remiss till").fill(unit)
    page.get_by_role("button", name=unit).click()
    page.get_by_label("Frågeställning").fill(question)
    page.get_by_label("Beslut om remiss").fill(day())
    pick(page, "Remittent", OSKAR)
    press(page, "Klar för signering")
    expect(page.get_by_text("Vad händer nu")).to_be_visible()
    return page.locator(".vk-head .vk-id").inner_text().strip()


def sign_and_send(page: Page, number: str, button: str = "Skicka remissen") -> None:
    """Oskar signs from his list, and sends as the page proposes."""
    desk(page, "Mitt arbete", "Att signera")
    open_line(page, number)
    choose(page, "Signera remissen")
    press(page, "Signera remissen")
    done(page)
    choose(page, "Skicka remissen")
    press(page, button)
    done(page)


def assess_by(page: Page, number: str, doctor: str) -> None:
    """Open a referral in the unit's inbox and set who assesses it."""
    desk(page, "Vårt arbete", "Inkorg konsultationsärenden")
    open_line(page, number)
    choose(page, "Utse bedömare")
    pick(page, "Bedömare", doctor)
    press(page, "Spara bedömaren")


def forward(page: Page, unit: str, reason: str) -> None:
    """Forward the open case with a message to the sender."""
    choose(page, "Vidarebefordra")
    pick(page, "Rätt enhet", unit)
    page.get_by_label("Varför", exact=True).fill(reason)
    page.get_by_label("Meddelande till avsändaren").fill(f"Remissen är skickad vidare. {reason}")
    press(page, "Vidarebefordra remissen")
    done(page)


def letter(*lines: str) -> FilePayload:
    """A letter as it comes out of the scanner: a page of ink in a PDF file."""
    page = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(settings.FONT_DIR / "400Regular" / "SourceSans3_400Regular.ttf", 30)
    for place, words in enumerate(lines):
        pen.text((130, 160 + 60 * place), words, 30, font)
    into = io.BytesIO()
    page.save(into, "PDF", resolution=150)
    return {"name": "skannat.pdf", "mimeType": "application/pdf", "buffer": into.getvalue()}


def scan(page: Page, file: FilePayload, kind: str) -> None:
    """Upload a file from the scanner as one kind of paper."""
    page.get_by_label("Fil från skannern").set_input_files(file)
    tick(page, kind)
    press(page, "Läs in pappret")


def shown(page: Page, name: str) -> None:
    """A picture for the manual from the top of the page, with the focus nowhere."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    picture(page, name)


def clean(page: Page) -> None:
    """The page as it stands has no fault that axe knows of, and does not run sideways."""
    assert violations(page) == []
    assert sideways(page) == 0
