"""What a person does with specialist referrals in a browser, in the words of the journeys: find, act, decide, check."""

import re

import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import choose, done, press
from tests.journeys.steps import known

YASMIN, CASPER, MAUD = "Yasmin Ljungstrand", "Casper Ärtholmen", "Maud Ekskogh"
FOLKE, TOVA, NADIA = "Folke Rimnäs", "Tova Hasselmark", "Nadia Gränsten"
HENRIK, MEHDI, INGALILL = "Henrik Wallenius Grip", "Mehdi Sundhage", "Inga-Lill Kärrfors"
OTTILIA = "Ottilia Malmskär"
UPPSALA = "Medicinkliniken, Akademiska sjukhuset"
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


def fetch(page: Page, number: str) -> None:
    """Type a patient's number and let the register answer."""
    page.get_by_label("Personnummer", exact=True).fill(number)
    page.get_by_role("button", name="Hämta", exact=True).click()
    expect(known(page, "Namn")).to_be_visible()


def receiver(page: Page, name: str) -> None:
    """Search the receiver and pick it."""
    page.get_by_role("searchbox", name="Remiss till").fill(name)
    page.get_by_role("button", name=name).click()
    expect(known(page, "Remiss till")).to_contain_text(name)


def fill(page: Page, **texts: str) -> None:
    """Fill fields by their names."""
    for name, text in texts.items():
        page.locator(f"#{name}").fill(text)


def answer(page: Page, question: str, words: str) -> None:
    """Answer one question among several that have the same choices."""
    page.get_by_role("group", name=question).locator("label", has_text=re.compile(f"^{re.escape(words)}$")).click()


def number_of(page: Page) -> str:
    """The number of the case that is open."""
    return page.locator(".vk-head .vk-id").first.inner_text().strip()


def shelf(page: Page, words: str) -> None:
    """Open a list of specialist referrals: the page in the menu, then the list among its filters."""
    page.get_by_role("link", name="Specialistvård", exact=True).click()
    page.get_by_role("link", name=re.compile(f"^{re.escape(words)}")).first.click()
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def acts(page: Page, words: str, button: str = "") -> None:
    """Choose an act that needs nothing more, and press its button."""
    choose(page, words)
    press(page, button or words)
    done(page)


def printed(page: Page, title: str) -> str:
    """What stands on a paper of the case, as it is printed."""
    link = page.get_by_role("link", name=re.compile(f"^{re.escape(title)}")).first
    body = page.request.get(link.get_attribute("href") or "").body()
    sheets = pypdfium2.PdfDocument(body)
    return " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in sheets).split())


def code_on(paper: str) -> str:
    """The check code that is printed on a commitment."""
    found = CODE.findall(paper)
    assert len(set(found)) == 1, found
    return str(found[0])


def checked(page: Page, number: str, code: str, word: str) -> None:
    """Somebody without a sign-in types the number and the code, and reads what the paper is worth."""
    page.goto("/kontrollera/")
    fill(page, number=number, code=code)
    page.get_by_role("button", name="Kontrollera").click()
    expect(page.get_by_role("status", name=number).locator("strong")).to_have_text(word)
