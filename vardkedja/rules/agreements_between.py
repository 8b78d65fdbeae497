"""Which agreement pays for care between two regions, and under which chapter of the national one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, Agreement
from vardkedja.rules.decision import Decision, Outcome, Source, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name
from vardkedja.rules.words import book

BOOK = book("agreements")

# An agreement between two regions is entered by one of them and applies to both. Kalmar's is in the pack for its form.
_PAIR_NAMES = ("agreements.mellanlan", "rus.mellanlan_neighbours")


@dataclass(frozen=True, slots=True)
class _Place:
    region: str
    municipality: str | None

    def among(self, codes: Iterable[str]) -> bool:
        return self.region in codes or (self.municipality is not None and self.municipality in codes)

    def circles(self, named: object) -> frozenset[str]:
        """The collaborative regions it may belong to: more than one when the region is divided and the part unknown."""
        rows = cast(tuple[Mapping[str, tuple[str, ...]], ...], named)
        known = frozenset(str(row["name"]) for row in rows if self.among(row["members"]))
        parts = (str(row["name"]) for row in rows if any(code.startswith(self.region) for code in row["members"]))
        return known or frozenset(parts)


def agreement_between(
    home: str,
    region: str,
    municipality: str | None,
    on: date,
    terms: Terms = SHIPPED,
    *,
    home_municipality: str | None = None,
) -> Decision:
    """The agreement for a patient of ``home`` cared for in ``region`` (SVR-33). Result: ``agreement``.

    First the agreement within a collaborative region, then one between the two regions when it is entered, otherwise
    the national one. ``municipality`` is where the receiver lies and decides only in a divided region. Not met in the
    own region; unclear when a region, or the part of a divided one that decides, is unknown.
    """
    rule = "agreements.between"
    inputs = {
        "home": home,
        "home_municipality": home_municipality,
        "region": region,
        "municipality": municipality,
        "on": on,
    }
    codes = [region_code(home), region_code(region)]
    if codes[0] is None or codes[1] is None:
        unknown = BOOK.reason("SVR-33.unknown_region", region=(home if codes[0] is None else region) or "tomt")
        return met(rule, unclear=(unknown,), inputs=inputs, say="Avtalet går inte att avgöra.")
    if codes[0] == codes[1]:
        own = BOOK.reason("SVR-33.own_region", region=region_name(codes[0]))
        return met(rule, (own,), inputs=inputs, say=own.text)
    ours, theirs = _Place(codes[0], home_municipality), _Place(codes[1], municipality)
    try:
        named = terms.value("agreements.collaborative_regions", on)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Avtalet går inte att avgöra.")
    circles = ours.circles(named.value), theirs.circles(named.value)
    shared = circles[0] & circles[1]
    if shared and max(map(len, circles)) > 1:
        divided = ours if len(circles[0]) > 1 else theirs
        parts = " och ".join(sorted(circles[0] if divided is ours else circles[1]))
        split = BOOK.reason("SVR-33.split", region=region_name(divided.region), parts=parts)
        return met(rule, unclear=(split,), inputs=inputs, say="Avtalet går inte att avgöra utan kommunen.")
    chosen, source, steps = _chosen(ours, theirs, shared, named, on, terms)
    return met(
        rule,
        result={"agreement": chosen},
        inputs=inputs,
        steps=steps,
        say=f"{AGREEMENT_WORDS[chosen].capitalize()} mellan {region_name(ours.region)} och {region_name(theirs.region)}.",
        sources=(source,),
        outcome=Outcome.COMPUTED,
    )


def _chosen(
    ours: _Place, theirs: _Place, shared: frozenset[str], named: LawValue, on: date, terms: Terms
) -> tuple[Agreement, Source, list[str]]:
    if shared:
        (circle,) = shared  # where there are more, the municipality has been asked for
        step = f"Båda ligger i samverkansregionen {circle}: regionavtal."
        return Agreement.REGIONAVTAL, named.source, [step]
    steps = ["Inte i samma samverkansregion: inte regionavtal."]
    pair = _pair_agreement(ours, theirs, on, terms)
    if pair:
        return Agreement.MELLANLANSAVTAL, pair.source, [*steps, "Ett mellanlänsavtal är inlagt för de två regionerna."]
    steps.append("Inget mellanlänsavtal är inlagt för de två regionerna: riksavtal.")
    return Agreement.RIKSAVTAL, BOOK.sources["order"], steps


def _pair_agreement(ours: _Place, theirs: _Place, on: date, terms: Terms) -> LawValue | None:
    for owner, other in ((ours, theirs), (theirs, ours)):
        for name in _PAIR_NAMES:
            try:
                entered = terms.value(name, on, owner.region)
            except NotInForce:  # nothing is entered by this region that day
                continue
            if other.among(cast(tuple[str, ...], entered.value)):
                return entered
    return None


def chapter(ground: str, on: date, terms: Terms = SHIPPED) -> Decision:
    """The chapter of the national agreement for a ground (SVR-36). Result: ``title`` and, when it is known, ``number``.

    The day is the day of issue. From September 2025 the number is not known: unclear, for somebody to look up, with the
    title to show meanwhile. It names a chapter and stops nothing; do not judge a case by it.
    """
    rule = "agreements.chapter"
    inputs = {"ground": ground, "on": on}
    try:
        entry = terms.value("riksavtal.chapters", on)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Kapitlet går inte att avgöra.")
    row = cast(Mapping[str, Mapping[str, str]], entry.value).get(ground)
    if row is None:
        unknown = BOOK.reason("SVR-33.no_chapter", ground=ground or "ett tomt alternativ")
        return met(rule, unclear=(unknown,), inputs=inputs, say="Kapitlet går inte att avgöra.")
    title = row["title"]
    if "number" not in row:
        asked = BOOK.reason("SVR-33.chapter", title=title)
        return met(rule, unclear=(asked,), result={"title": title}, inputs=inputs, say=f"{title}, numret är inte känt.")
    return met(
        rule,
        result={"number": row["number"], "title": title},
        inputs=inputs,
        say=f"Kap {row['number']} {title}.",
        sources=(entry.source,),
        outcome=Outcome.COMPUTED,
    )
