"""The acts of the sending side, and what both sides do: words, fields, and the verb that each calls."""

import uuid

from vardkedja.commitments.specialist.actions import assessing, between, sending, writing
from vardkedja.commitments.specialist.actions.assessing import Supplied
from vardkedja.commitments.specialist.views import actfields as f
from vardkedja.referrals.views.actfields import Field, today
from vardkedja.referrals.views.given import Act, Given


def _complete(g: Given) -> uuid.UUID:
    given = Supplied(
        supplied_by=g.text("supplied_by", 20),
        received_on=g.day("received_on", "Ankomstdag"),
        complaints=g.text("complaints", 8000),
        diagnosis=g.text("diagnosis", 500),
        measure=g.text("measure", 500),
        text=g.text("text"),
    )
    return assessing.complete(g.case_uuid, given, **g.at_version)


def _waiting(what: str, *, dated: bool = False) -> "_Done":
    return _Done(what, dated)


class _Done:
    """Close what waits at the unit: read, answered, sent, handled."""

    def __init__(self, what: str, dated: bool) -> None:
        self.what, self.dated = what, dated

    def __call__(self, g: Given) -> uuid.UUID:
        on = g.day("on", "Dagen") if self.dated else None
        return between.done(g.case_uuid, self.what, on=on, **g.keyed)


ACTS: dict[str, Act] = {
    "signera": Act(
        *("Signera remissen", "Signera remissen", "Du signerar i eget namn. Därefter kan remissen skickas."),
        lambda g: writing.sign(g.case_uuid, **g.at_version),
        shows=lambda source: source.case.complaints,
        shown_as="Bedömning av patientens besvär",
    ),
    "skicka": Act(
        *("Skicka till regionen", "Skicka till regionen", "Remissen hamnar i regionens arbetslista direkt."),
        lambda g: sending.send(g.case_uuid, channel=g.text("channel", 12), **g.at_version),
        (Field("channel", "Hur", "radio", options=f.channels, value=f.first_channel),),
    ),
    "andra": Act(
        *("Ändra remissen", "Ändra, signeringen faller", "Remissen blir ett utkast igen och måste signeras på nytt."),
        lambda g: sending.change(g.case_uuid, **g.at_version),
        after="svr-edit",
    ),
    "ta-bort": Act(
        *(
            "Ta bort utkastet",
            "Ta bort utkastet",
            "Utkastet tas bort och numret används aldrig igen. Går inte att ångra.",
        ),
        lambda g: writing.delete(g.case_uuid, **g.at_version),
    ),
    "aterkalla": Act(
        *("Återkalla remissen", "Återkalla", "Regionen slutar pröva den. Går bara före beslut, och inte att ångra."),
        lambda g: between.withdraw(g.case_uuid, reason=g.text("reason", 1000), **g.at_version),
        (Field("reason", "Skäl", "area", rows=3),),
    ),
    "komplettera": Act(
        *(
            "Lämna komplettering",
            "Lämna kompletteringen",
            "Regionen bedömer vidare direkt. Det som står tomt ändras inte.",
        ),
        _complete,
        (
            *f.OWN_BASIS,
            Field("text", "Svar på det övriga", "area", rows=4),
            Field("supplied_by", "Lämnad av", "select", options=f.suppliers, empty="Välj"),
            Field("received_on", "Kom den", "date", value=today),
        ),
        shows=f.asked_for,
        shown_as="Regionen frågar efter",
    ),
    "tillagg": Act(
        *("Signera ett tillägg", "Signera tillägget", "En förmån med medicinskt skäl. Samma behörighet som remissen."),
        lambda g: between.supplement(g.case_uuid, kind=g.text("kind", 12), reason=g.text("reason", 500), **g.keyed),
        (
            Field("kind", "Förmån", "radio", options=f.benefits),
            Field("reason", "Medicinskt skäl", "area", rows=3),
        ),
    ),
    "informera": Act(
        *("Patienten har fått veta", "Registrera", "Patienten vet nu vilka kostnader som inte ersätts."),
        lambda g: between.tell(g.case_uuid, told_on=g.day("told_on", "Dagen"), **g.keyed),
        (Field("told_on", "Dag", "date", value=today),),
    ),
    "fraga": Act(
        *("Fråga eller svara", "Skicka", "Texten hamnar i den andra sidans lista och i ärendet."),
        lambda g: between.question(g.case_uuid, text=g.text("text"), **g.keyed),
        (Field("text", "Meddelande", "area", rows=5),),
    ),
    "last": Act(
        *("Jag har läst beslutet", "Kvittera", "Beslutet försvinner ur er lista. Det ligger kvar i ärendet."),
        _waiting("read"),
    ),
    "kvittera-fraga": Act(
        *("Behöver inget svar", "Kvittera", "Meddelandet försvinner ur er lista. Det ligger kvar i ärendet."),
        _waiting("answered"),
    ),
    "brev": Act(
        *(
            "Brevet är skickat",
            "Registrera",
            "Beslutsbrevet är skickat till patienten, och till vårdgivaren när den är utanför.",
        ),
        _waiting("letter", dated=True),
        (Field("on", "Skickat den", "date", value=today),),
    ),
    "kvittera": Act(
        *(
            "Ändringen är hanterad",
            "Kvittera",
            "Ni har tagit ställning till det som ändrats. Ärendet gäller som det är.",
        ),
        _waiting("changed"),
    ),
}
