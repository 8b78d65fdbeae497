"""The files of requests that wrk replays: what a browser sends, with the cookies it would have.

The form of an issue is read from its own page, once, as a browser would fill it in; number, version, unit, doctor and key are
then each case's own. Every line is METHOD, PATH, CONTENT TYPE, COOKIE, BODY.
"""

# ruff: noqa: PLC0415  (Django is set up, or a database chosen, before the product is imported)

import http.client
import json
import random
import secrets
import uuid
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from seed import FINANCE, session_token

FORM = "application/x-www-form-urlencoded"
WORKING_UNITS = 10  # as the floor's ten inboxes


class FormReader(HTMLParser):
    """What a browser would send of the form with an id: [(name, value)]. Buttons are left out."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.pairs = form_id, False, list[list[str]]()
        self.select: list[str] | None = None  # the open select's name, and its value when one is chosen
        self.area = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        elif self.inside and tag == "select" and "name" in given:
            self.select = [given["name"]]
        elif tag == "option" and self.select:
            if len(self.select) == 1 or "selected" in given:
                self.select[1:] = [given.get("value", "")]
        elif self.inside and tag == "textarea" and "name" in given:
            self.pairs.append([given["name"], ""])
            self.area = True
        elif self.inside and tag == "input" and given.get("name"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.pairs.append([given["name"], given.get("value", "")])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.pairs.append([*self.select, ""][:2])
            self.select = None
        elif tag == "textarea":
            self.area = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.pairs[-1][1] += data


def cookie(unit: int, csrf: str = "") -> str:
    """The cookies of a browser that is signed in at a unit."""
    return f"vk_session={session_token(unit)}; vk_csrf={csrf or secrets.token_hex(16)}"


def line(method: str, path: str, *, who: str = "", kind: str = "", body: str = "") -> str:
    return "\t".join((method, path, kind, who, body))


def csrf() -> tuple[str, str]:
    """A browser's cookie and the masked token of a page."""
    from django.middleware.csrf import _mask_cipher_secret

    secret = secrets.token_hex(16)
    return secret, _mask_cipher_secret(secret)


def issue_lines(stored: list[dict[str, Any]], port: int, left: set[str]) -> list[str]:
    """Utfärda for each draft that is left, in the order they were written, so that the unit changes each time."""
    drafts = [row for row in stored if row["case"] in left]
    first = drafts[0]
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", f"/rus/{first['case']}/skriv/", headers={"Cookie": cookie(first["unit"])})
    answer = asked.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"the form answered {answer.status}")
    reader = FormReader("formular")
    reader.feed(page)
    lines = []
    for row in drafts:
        secret, token = csrf()
        own = {
            **{
                "number": f"{row['number'][:8]}-{row['number'][8:]}",
                "version": row["version"],
                "from_unit": row["unit_uuid"],
            },
            **{"doctor": row["doctor"], "idempotency_key": uuid.uuid4(), "csrfmiddlewaretoken": token},
        }
        sent = [(name, own.get(name, value)) for name, value in reader.pairs] + [("do", "utfarda")]
        who = cookie(row["unit"], secret)
        lines.append(line("POST", f"/rus/{row['case']}/skriv/", who=who, kind=FORM, body=urlencode(sent)))
    return lines


def search_lines(stored: list[dict[str, Any]], units: Iterable[int]) -> list[str]:
    """A Remissid, a patient, a receiver with a state, and the search field at the top; the unit varies."""
    lines, wanted = [], set(units)
    for row in [row for row in stored if row["unit"] in wanted][:1000]:
        secret, token = csrf()
        typed = urlencode({"csrfmiddlewaretoken": token, "q": f"{row['number'][:8]}-{row['number'][8:]}"})
        who = cookie(row["unit"], secret)
        lines += [
            line("GET", f"/rus/?remissid={row['remissid']}", who=who),
            line("GET", f"/rus/?patient={row['person']}", who=who),
            line("GET", "/rus/?mottagare=link%C3%B6ping&lage=issued", who=who),
            line("POST", "/sok/", who=who, kind=FORM, body=typed),
        ]
    return lines


def finance_lines(stored: list[dict[str, Any]]) -> list[str]:
    """The same questions from somebody who sees the whole region's issued referrals."""
    issued = [row for row in stored if row["state"] != "draft"][:500]
    paths = [(f"/rus/?remissid={row['remissid']}", f"/rus/?patient={row['person']}") for row in issued]
    return [line("GET", path, who=cookie(FINANCE)) for pair in paths for path in pair]


def write(folder: Path, facts: Path, port: int, left: set[str]) -> dict[str, Path]:
    """All files for one database; the product answers on the port, `left` are drafts. Gives operation and file."""
    stored = json.loads(facts.read_text())
    last = max(row["unit"] for row in stored)
    units = [round(place * last / (WORKING_UNITS - 1)) for place in range(WORKING_UNITS)]
    shuffled = random.Random(1).sample(stored, len(stored))
    wanted = {
        "list": [line("GET", "/rus/?lista=ej-postade", who=cookie(unit)) for unit in units],
        "all": [line("GET", "/rus/", who=cookie(unit)) for unit in units],
        "chips": [line("GET", "/rus/antal/?lista=ej-postade", who=cookie(unit)) for unit in units],
        "search": search_lines(shuffled, units),
        "finance": finance_lines(shuffled),
        "issue": issue_lines(stored, port, left),
        "many": [line("GET", "/rus/?lista=ej-postade", who=cookie(unit)) for unit in range(last + 1)],
    }
    return {name: write_lines(folder / f"{facts.stem}-{name}.tsv", lines) for name, lines in wanted.items() if lines}


def floor(folder: Path, rows: int) -> dict[str, Path]:
    """The floor's create and list over ten inboxes, and its message over a thousand of its rows."""
    body = {"patient": "191212121212", "sender": 3, "priority": "routine", "due": "2026-06-01"}
    body["reason"] = "Remiss: bedömning av långvarig smärta. " * 12
    kind, text = "application/json", json.dumps({"body": "Operation planeras. " * 12})
    wanted = {
        "issue": [
            line("POST", "/referrals", kind=kind, body=json.dumps(body | {"receiver": place})) for place in range(10)
        ],
        "list": [line("GET", f"/referrals?receiver={place}&status=received") for place in range(10)],
        "message": [
            line("POST", f"/referrals/{1 + place * rows // 1000}/messages", kind=kind, body=text)
            for place in range(1000)
        ],
    }
    return {name: write_lines(folder / f"floor-{name}.tsv", lines) for name, lines in wanted.items()}


def write_lines(path: Path, lines: list[str]) -> Path:
    """A file of requests."""
    path.write_text("\n".join(lines) + "\n")
    return path
