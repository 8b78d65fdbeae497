"""The acts of the sender's side, and moving a paper that lies wrong: words, fields, and the verb that each calls."""

import uuid

from vardkedja.referrals.actions import arriving, monitoring, papers, sending, writing
from vardkedja.referrals.views import actfields as f
from vardkedja.referrals.views.actfields import Field
from vardkedja.referrals.views.given import REASON, Act, Given


def _paper(g: Given) -> arriving.Paper:
    return arriving.Paper(
        scan=g.id("scan"),
        received_on=g.day("received_on", "Ankomstdag"),
        text=g.text("text"),
        waiting=g.text("waiting", 200),
        not_stated=g.ticked("not_stated"),
        wait_on=g.day("wait_on", "Väntetiden slutar"),
    )


def _contact(g: Given) -> uuid.UUID:
    call = monitoring.Call(
        contacted_on=g.needed_day("contacted_on", "Dagen"),
        channel=g.text("channel"),
        answered_function=g.text("answered_function", 120),
        outcome=g.text("outcome", 300),
        number=g.text("number", 40),
        content=g.text("content", 1000),
        watch_until=g.day("watch_until", "Ny bevakningsdag"),
    )
    return monitoring.contact(g.case_uuid, call, **g.how)


def _attest(g: Given) -> uuid.UUID:
    ends = g.yes("end_monitoring") if g.post.get("end_monitoring") else None
    return arriving.attest(g.case_uuid, g.about, end_monitoring=ends, **g.how)


def _loose(g: Given) -> uuid.UUID:
    return papers.take_loose(g.case_uuid, g.about, by=g.actor, reason=g.text("reason", 300))


SCAN = (
    Field("scan", "Skannat papper", "select", options=f.scans, value=f.own_scan, empty="Välj papper"),
    Field("received_on", "Kom till enheten", "date", value=f.arrival_of_scan),
)
WAITING = (
    Field("waiting", "Väntetid, som den är skriven", help="Till exempel 8 veckor, eller vecka 20."),
    Field("not_stated", "Väntetid ej angiven", "box"),
    Field("wait_on", "Senaste dag, om den är känd", "date", help="Räknas aldrig ut av texten. Du skriver in den."),
)
MONITORING = Field("end_monitoring", "Ska bevakningen avslutas?", "radio", options=f.yes_no, value=lambda _: "nej")

ACTS: dict[str, Act] = {
    "signera": Act(
        *("Signera remissen", "Signera remissen", "Du signerar i eget namn. Därefter kan remissen skickas."),
        lambda g: writing.sign(g.case_uuid, **g.how),
        shows=f.question,
    ),
    "andra": Act(
        *("Ändra remissen", "Öppna för ändring", "Remissen blir ett utkast igen. En signering slutar gälla."),
        lambda g: writing.change(g.case_uuid, **g.how),
    ),
    "makulera": Act(
        *(
            "Makulera remissen",
            "Makulera remissen",
            "Den skickas aldrig. Numret används inte igen. Det går inte att ångra.",
        ),
        lambda g: writing.delete(g.case_uuid, **g.how),
    ),
    "skicka": Act(
        *("Skicka remissen", "Skicka remissen", "Bevakning av remissbekräftelse läggs två veckor framåt."),
        lambda g: sending.send(
            g.case_uuid,
            channel=g.text("channel"),
            monitor=g.id("monitor"),
            enclosures=g.text("enclosures", 200),
            **g.how,
        ),
        (
            Field("channel", "Hur", "radio", options=f.channels, value=f.first_of(f.channels)),
            Field("monitor", "Bevakare", "select", options=f.colleagues, empty="Jag själv"),
            Field("enclosures", "Bilagor på papper, om några"),
        ),
    ),
    "aterkalla": Act(
        *("Återkalla remissen", "Återkalla remissen", "Mottagaren har inte börjat. Remissen tas bort ur deras inkorg."),
        lambda g: sending.recall(g.case_uuid, reason=g.text("reason", 500), **g.how),
        (REASON,),
    ),
    "be-om-aterkallelse": Act(
        *("Be om återkallelse", "Skicka begäran", "Mottagaren har börjat. De svarar ja eller nej."),
        lambda g: sending.ask_recall(g.case_uuid, reason=g.text("reason", 500), **g.how),
        (REASON,),
    ),
    "andra-skickad": Act(
        *("Skicka ändrad remiss", "Signera och skicka ändringen", "Går tills mottagaren har bedömt remissen."),
        lambda g: sending.change_sent(g.case_uuid, question=g.text("question"), reason=g.text("reason", 500), **g.how),
        (Field("question", "Frågeställning", "area", value=f.question, rows=12), REASON),
    ),
    "komplettera": Act(
        *("Skicka komplettering", "Skicka kompletteringen", "Den syns hos mottagaren, som bedömer remissen på nytt."),
        lambda g: sending.complete(g.case_uuid, text=g.text("text"), request=g.id("besked"), **g.how),
        (Field("text", "Komplettering", "area", rows=8),),
        shows=f.written_text,
    ),
    "flytta-bevakning": Act(
        *("Flytta bevakningen", "Flytta bevakningen", "Bevakningen ligger kvar. Bara dagen ändras."),
        lambda g: monitoring.move_date(
            g.case_uuid,
            until=g.needed_day("until", "Ny dag"),
            cause=g.text("cause", 200),
            message_uuid=g.id("besked"),
            **g.how,
        ),
        (
            Field("until", "Ny dag", "date", value=f.proposed_day),
            Field("cause", "Orsak", value=f.proposed_cause),
        ),
        shows=f.written_text,
    ),
    "omprioritera": Act(
        *("Begär omprioritering", "Skicka begäran", "Bevakningen flyttas två veckor framåt från idag."),
        lambda g: monitoring.reprioritise(g.case_uuid, reason=g.text("reason"), **g.how),
        (REASON,),
    ),
    "kontakt": Act(
        *(
            "Registrera kontakt",
            "Spara kontakten",
            "Skriv vem som svarade, vad ni kom överens om och när du bevakar igen.",
        ),
        _contact,
        (
            Field("contacted_on", "Dag", "date", value=f.today),
            Field("channel", "Hur", "radio", options=f.contact_channels, value=lambda _: "phone"),
            Field("answered_function", "Vem svarade (funktion)"),
            Field("number", "Nummer, om du ringde"),
            Field("outcome", "Vad blev det av"),
            Field("content", "Vad som sades", "area", rows=3),
            Field("watch_until", "Ny bevakningsdag, om den ändras", "date"),
        ),
    ),
    "byt-bevakare": Act(
        *("Byt bevakare", "Byt bevakare", "Den nya bevakaren får ärendet i Att bevaka. Avsändaren ändras inte."),
        lambda g: monitoring.change_monitor(
            g.case_uuid,
            monitor=g.chosen("monitor", "Bevakare"),
            reason=g.text("reason", 300),
            confirmed=g.confirmed,
            **g.how,
        ),
        (Field("monitor", "Ny bevakare", "select", options=f.colleagues, empty="Välj"), REASON),
    ),
    "registrera-bekraftelse": Act(
        *("Registrera bekräftelse", "Registrera bekräftelsen", "En bekräftelse är inte svar. Bevakningen ligger kvar."),
        lambda g: arriving.register_confirmation(
            g.case_uuid, _paper(g), end_monitoring=g.yes("end_monitoring"), **g.how
        ),
        (*SCAN, *WAITING, MONITORING),
    ),
    "registrera-svar": Act(
        *("Registrera svar", "Registrera svaret", "Vid del- och preliminärsvar ligger bevakningen kvar."),
        lambda g: arriving.register_answer(
            g.case_uuid, g.text("kind"), _paper(g), end_monitoring=g.yes("end_monitoring"), **g.how
        ),
        (
            Field("kind", "Slag av svar", "radio", options=f.paper_kinds, value=lambda _: "final"),
            *SCAN,
            Field("text", "Kort om svaret, om du vill", "area", rows=3),
            MONITORING,
        ),
    ),
    "vidimera": Act(
        *(
            "Vidimera",
            "Vidimera",
            "Du intygar att du har läst. Bevakningen påverkas bara om du svarar Ja vid slutsvar.",
        ),
        _attest,
        (MONITORING,),
        shows=f.written_text,
    ),
    "avsluta": Act(
        *("Avsluta bevakningen", "Avsluta bevakningen", "Slutsvaret har kommit. Ärendet lämnar Att bevaka."),
        lambda g: monitoring.end(g.case_uuid, **g.how),
    ),
    "avsluta-utan-svar": Act(
        *(
            "Avsluta utan svar",
            "Avsluta bevakningen",
            "Använd bara när inget svar ska komma. Mottagaren får inget besked.",
        ),
        lambda g: monitoring.close(g.case_uuid, reason=g.text("close_reason"), text=g.text("text", 200), **g.how),
        (
            Field("close_reason", "Skäl", "select", options=f.close_reasons, empty="Välj skäl"),
            Field("text", "Mer om skälet", "area", rows=2),
        ),
    ),
    "ta-loss": Act(
        *(
            "Flytta pappret",
            "Ta loss pappret",
            "Pappret ligger fel. Det blir ej kopplat, och det som det ledde till tas tillbaka.",
        ),
        _loose,
        (REASON,),
    ),
}
