"""The files of requests about referrals: every list with every filter, first page and deepest, and what is sent or answered.

A list's deepest page is found as a person would, by following its link to later rows.
"""

# ruff: noqa: PLC0415  (Django is set up, or a database chosen, before the product is imported)

import http.client
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from asked import FORM, cookie, csrf, line, write_lines
from seed_referrals import FIRST
from serving import Stored

WORKING_UNITS = 5  # as many as the smallest database has, so that neither knows its lines better than the other
PAGE = "vart bevaka"  # the list of fifty that is held beside the floor's
MOST = 20_000  # requests in a file of what can be done only once
BEGUN = f"from kernel_case c join referrals_consultation k on k.case_id = c.id where c.id >= {FIRST}"
RECEIVED = BEGUN.replace(" where", " join referrals_reception r on r.uuid = k.reception_id where")
# What is done once: its address, the fields, and which cases by whom, in the order they were written so that the unit varies.
DONE = {
    "send": (
        "skicka",
        {"channel": "electronic", "monitor": "", "enclosures": ""},
        f"select c.uuid, k.turn, c.opened_by_id {BEGUN} and c.state = 'to_send' order by c.id",
    ),
    "answer": (
        "svara",
        {"kind": "final", "text": "Operation planeras. " * 12, "decided_on": ""},
        f"select c.uuid, k.turn, r.assessor_id {RECEIVED}"
        " and c.state = 'confirmed' and r.state = 'in_progress' order by c.id",
    ),
    "question": (
        "fraga",
        {"text": "Är höften röntgad? " * 12},
        f"select c.uuid, k.turn, r.assessor_id {RECEIVED}"
        " and c.state = 'partial' and r.state = 'in_progress' order by c.id",
    ),
}


def units_of(stored: Stored) -> list[int]:
    """The numbers of the units whose people work, spread over all of them."""
    last = json.loads(stored.facts.read_text())["units"] - 1
    return [round(place * last / (WORKING_UNITS - 1)) for place in range(WORKING_UNITS)]


def addresses(stored: Stored) -> Iterator[tuple[str, list[str]]]:
    """Every list of both desks with every filter that it offers: a name, and an address for each working unit."""
    from vardkedja.referrals.silence import KINDS
    from vardkedja.referrals.worklists import DESKS, OURS

    units = units_of(stored)
    with stored.connected() as connection:
        asked = [FIRST + unit for unit in units]
        others = dict(connection.execute("select id, uuid from kernel_unit where id >= %s", (FIRST,)).fetchall())
        people = dict(connection.execute("select id, uuid from kernel_staff where id >= %s", (FIRST,)).fetchall())
        where = (
            "select distinct on (unit_id) unit_id, other_unit_id from kernel_case where unit_id = any(%s) order by 1, 2"
        )
        other = {unit: others[to] for unit, to in connection.execute(where, (asked,)).fetchall()}
    for desk, shelves in DESKS.items():
        for word, shelf in shelves.items():
            base = f"/remisser/{desk}/?lista={word}"
            for show in ("", *shelf.shows):
                yield f"{desk} {word} {show}".strip(), [base + (f"&visa={show}" if show else "")] * len(units)
            yield f"{desk} {word} enhet", [f"{base}&enhet={other[FIRST + unit]}" for unit in units]
            if desk == OURS:
                yield f"{desk} {word} vem", [f"{base}&vem={people[FIRST + 2 * unit]}" for unit in units]
    for kind in ("", *KINDS):
        yield f"tyst {kind}".strip(), ["/remisser/tyst/" + (f"?slag={kind}" if kind else "")] * len(units)


def lists(stored: Stored, folder: Path, port: int, within: str = "") -> dict[str, Path]:
    """The files of every list's first page, and of its deepest where it has more than one; of PAGE always.

    `within` leaves out the lists whose names do not hold it.
    """
    from vardkedja.referrals.worklists import DESKS

    who = [cookie(2 * unit + FIRST) for unit in units_of(stored)]
    wanted: dict[str, list[str]] = {}
    for name, paths in addresses(stored):
        if name != PAGE and within not in name:
            continue
        wanted[name] = [line("GET", path, who=one) for path, one in zip(paths, who, strict=True)]
        deep = [deepest(port, path, one) for path, one in zip(paths, who, strict=True)]
        if all("efter=" in path for path in deep):
            wanted[f"{name}, deepest page"] = [line("GET", path, who=one) for path, one in zip(deep, who, strict=True)]
    for desk in DESKS:
        numbers = f"/remisser/antal/?bord={desk}&lista=bevaka"
        wanted[f"{desk}, the numbers"] = [line("GET", numbers, who=one) for one in who]
    return {
        name: write_lines(folder / f"{stored.name}-list-{place}.tsv", lines)
        for place, (name, lines) in enumerate(wanted.items())
    }


def deepest(port: int, path: str, who: str) -> str:
    """The address of the last page that the links to later rows lead to. Raises RuntimeError when a page is not answered."""
    while True:
        status, page = get(port, path, who)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        later = re.search(r'href="(\?[^"]*efter=[^"]*)"', page)
        if later is None:
            return path
        path = path.partition("?")[0] + later[1].replace("&amp;", "&")


def get(port: int, path: str, who: str = "") -> tuple[int, str]:
    """What a server on loopback answers with: status and page."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asked.request("GET", path, headers={"Cookie": who} if who else {})
        answer = asked.getresponse()
        return answer.status, answer.read().decode()
    finally:
        asked.close()


def acts(stored: Stored, folder: Path) -> dict[str, Path]:
    """The files of what is done once to each case, from the cases that are left to do it to."""
    made = {}
    for name, (word, fields, cases) in DONE.items():
        with stored.connected() as connection:
            rows = connection.execute(f"{cases} limit {MOST}").fetchall()  # type: ignore[arg-type]
        lines = []
        for case, turn, staff in rows:
            secret, token = csrf()
            sent = fields | {"turn": turn, "idempotency_key": uuid.uuid4(), "csrfmiddlewaretoken": token}
            who = cookie(staff, secret)
            lines.append(line("POST", f"/remisser/{case}/gor/{word}/", who=who, kind=FORM, body=urlencode(sent)))
        made[name] = write_lines(folder / f"{stored.name}-{name}.tsv", lines)
    return made


def counted(stored: Stored) -> dict[str, int]:
    """What the database says was done, by operation."""
    asked = {"send": "rem.send", "answer": "rem.answer", "question": "rem.ask"}
    with stored.connected() as connection:
        done = dict(connection.execute("select verb, count(*) from kernel_history group by verb").fetchall())
        listed = connection.execute(
            "select count(*) from kernel_accesslog where action = 'rem.list.vart.bevaka' and cardinality(patients) = 50"
        ).fetchone()
    return {name: done.get(verb, 0) for name, verb in asked.items()} | {"list": listed[0] if listed else 0}
