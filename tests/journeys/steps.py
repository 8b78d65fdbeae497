"""What a person does in a browser, in the words of the journeys: sign in, pick a receiver, read, take pictures."""

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from vardkedja.web.config import ROOT

PICTURES = ROOT / "docs" / "manual" / "bilder"
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# The browser says this of every page that is refused or not found, and of nothing else.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|422)")

JOHAN, ANNIKA, ELLINOR = "Johan Bergqvist Åkerhielm", "Annika Hjalmarsson", "Ellinor Granhyttan"
ELIN, STAFFAN, MIRJAM, TOR = "Elin Ståhlbrandt", "Staffan Brunngårdh", "Mirjam Ekdahl Runesson", "Tor Svanviken"
CHIEF = "Lars-Göran Petersson"


@dataclass
class Visitor:
    """Opens windows. `errors` gathers what the browsers' consoles complained about."""

    browser: Browser
    address: str
    errors: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, *, size: dict[str, int] | None = None, dark: bool = False) -> Page:
        """A new window with cookies of its own."""
        context = self.browser.new_context(
            **{"base_url": self.address, "viewport": size or WIDE, "locale": "sv-SE", "accept_downloads": True},
            **{"timezone_id": "Europe/Stockholm", "color_scheme": "dark" if dark else "light"},
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def signed_in(self, name: str, **window: Any) -> Page:
        """A window where a person of the demo has signed in; stands on Min dag."""
        page = self.window(**window)
        page.goto("/valj-person/")
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("heading", name="Min dag")).to_be_visible()
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERED.match(message.text):
            self.errors.append(f"{message.location.get('url', '')}: {message.text}")


def new_referral(page: Page, number: str) -> None:
    """Open the form, type the number and let the register answer."""
    page.get_by_role("link", name="Ny RUS-remiss", exact=True).first.click()
    page.get_by_label("Personnummer", exact=True).fill(number)
    page.get_by_role("button", name="Hämta", exact=True).click()


def pick_receiver(page: Page, words: str, name: str) -> None:
    """Search the register of receivers and pick the one with the name."""
    page.get_by_role("searchbox", name="Remiss till").or_(page.get_by_role("searchbox", name="Byt mottagare")).fill(
        words
    )
    page.get_by_role("button", name=name).click()
    expect(known(page, "Remiss till")).to_contain_text(name.split(",")[0])


def tick(page: Page, label: str) -> None:
    """Tick a box or choose among some, by its words; they lie over it."""
    page.locator("label", has_text=re.compile(f"^{re.escape(label)}$")).click()


def known(page: Page, term: str) -> Locator:
    """What the form already knows under a term, as text."""
    return page.locator(f"dt:text-is('{term}') + dd")


def issue(page: Page) -> None:
    """Press Utfärda och skriv ut."""
    page.get_by_role("button", name="Utfärda och skriv ut", exact=True).click()


def refusal(page: Page) -> Locator:
    """The summary at the top that says what was refused and why."""
    return page.get_by_role("alert")


def number_of(page: Page) -> str:
    """The Remissid on a case's page."""
    return page.locator(".vk-id").first.inner_text().strip()


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe has against the page: rule and element. Another colour scheme changes nothing but colours."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", COLOURS if colours_only else RULES
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def picture(page: Page, name: str, *, of: Locator | None = None, whole: bool = False) -> None:
    """A picture for the manual, when BILDER is set: 256 colours, so that it stays small."""
    if not os.environ.get("BILDER"):
        return
    folder = Path(os.environ["BILDER"]) if os.environ["BILDER"].startswith("/") else PICTURES
    taken = of.screenshot(animations="disabled") if of else page.screenshot(full_page=whole, animations="disabled")
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
