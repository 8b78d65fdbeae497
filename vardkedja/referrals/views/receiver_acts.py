"""The acts of the receiver's side: words, fields, and the verb that each calls."""

import uuid

from vardkedja.referrals.actions import answering, forwarding, posting, receiving, replies, transcribing
from vardkedja.referrals.views import actfields as f
from vardkedja.referrals.views.actfields import Field
from vardkedja.referrals.views.given import REASON, Act, Given
from vardkedja.referrals.views.sender_acts import WAITING


def _confirm(g: Given) -> uuid.UUID:
    return receiving.confirm(
        g.case_uuid,
        waiting=g.text("waiting", 200),
        not_stated=g.ticked("not_stated"),
        wait_on=g.day("wait_on", "Väntetiden slutar"),
        assessment=g.text("assessment"),
        told_way=g.text("told_way"),
        told_on=g.day("told_on", "Dagen för beskedet"),
        **g.how,
    )


def _answer(g: Given) -> uuid.UUID:
    return answering.answer(
        g.case_uuid,
        kind=g.text("kind"),
        text=g.text("text"),
        decided_on=g.day("decided_on", "Beslutsdagen"),
        forwarding_notice=g.ticked("forwarding_notice"),
        **g.how,
    )


def _forward(g: Given) -> uuid.UUID:
    return forwarding.forward(
        g.case_uuid,
        to_unit=g.chosen("to_unit", "Rätt enhet"),
        reason=g.text("reason", 500),
        text=g.text("text"),
        channel=g.text("channel"),
        consent=g.ticked("consent"),
        **g.how,
    )


def _post(g: Given) -> uuid.UUID:
    sent = {"sent_on": g.day("sent_on", "Dagen"), "channel": g.text("channel"), "enclosures": g.text("enclosures", 200)}
    return posting.post(g.case_uuid, g.about, by=g.actor, **sent)  # type: ignore[arg-type]


def _dictate_reply(g: Given) -> uuid.UUID:
    return transcribing.dictate_reply(
        g.case_uuid,
        number=g.text("dictation", 40),
        decided_on=g.needed_day("decided_on", "Beslutsdagen"),
        note_words=g.text("note", 300),
        to_pool=g.ticked("to_pool"),
        **g.how,
    )


KIND = Field("kind", "Slag av svar", "radio", options=f.answer_kinds, value=lambda _: "final")
TEXT = Field("text", "Svar", "area", rows=12)
DECIDED = Field("decided_on", "Beslut om svar", "date", value=f.today, help="Tre arbetsdagar räknas från den dagen.")

ACTS: dict[str, Act] = {
    "bedomare": Act(
        *("Ansvarig bedömare", "Spara bedömaren", "Ärendet hamnar i bedömarens Att besvara. Läget ändras inte."),
        lambda g: receiving.assign(
            g.case_uuid,
            assessor=g.chosen("assessor", "Bedömare"),
            reason=g.text("reason", 300),
            confirmed=g.confirmed,
            **g.how,
        ),
        (
            Field("assessor", "Bedömare", "select", options=f.doctors, empty="Välj läkare"),
            Field("reason", "Skäl vid byte", help="Till exempel frånvaro."),
        ),
    ),
    "bekrafta": Act(
        *("Skicka bekräftelse", "Skicka bekräftelsen", "Läget blir Pågår. Avsändaren får bekräftelsen att vidimera."),
        _confirm,
        (
            *WAITING,
            Field("assessment", "Bedömning, för enheten", "area", rows=4),
            Field("told_way", "Patienten får besked genom", "select", options=f.told_ways, empty="Inte ännu"),
            Field("told_on", "Besked den", "date"),
        ),
    ),
    "svara": Act(
        *(
            "Besvara remissen",
            "Signera och skicka svaret",
            "Ett slutsvar avslutar ärendet här och kan inte vidarebefordras.",
        ),
        _answer,
        (
            KIND,
            TEXT,
            DECIDED,
            Field("forwarding_notice", "Svaret är ett besked om vidarebefordran", "box"),
        ),
    ),
    "diktera-svar": Act(
        *("Diktera svar", "Lämna till utskrift", "Diktat med svar skrivs ut före alla andra diktat."),
        _dictate_reply,
        (
            Field("dictation", "Diktatets nummer"),
            DECIDED,
            Field("note", "Till den som skriver ut"),
            Field("to_pool", "Skicka till Sekreterarpoolen", "box"),
        ),
    ),
    "skriv-svar": Act(
        *("Skriv ut svaret", "Lämna till signering", "Bedömaren signerar, sedan skickas svaret."),
        lambda g: replies.write_reply(
            g.case_uuid,
            kind=g.text("kind"),
            text=g.text("text"),
            decided_on=g.day("decided_on", "Beslutsdagen"),
            **g.how,
        ),
        (KIND, TEXT, DECIDED),
    ),
    "signera-svar": Act(
        *("Signera svaret", "Signera och skicka svaret", "Läs igenom. Du kan ändra texten innan du signerar."),
        lambda g: replies.sign_reply(g.case_uuid, g.about, text=g.text("text"), **g.how),
        (Field("text", "Svar", "area", value=f.written_text, rows=12),),
    ),
    "besked": Act(
        *("Besked till patienten", "Spara beskedet", "Hur och när patienten fick veta."),
        lambda g: receiving.tell(
            g.case_uuid, way=g.text("told_way"), on=g.needed_day("told_on", "Dagen för beskedet"), **g.how
        ),
        (
            Field("told_way", "Hur", "radio", options=f.told_ways, value=lambda _: "kallelse"),
            Field("told_on", "Dag", "date", value=f.today),
        ),
    ),
    "begar-komplettering": Act(
        *("Begär komplettering", "Skicka begäran", "Avsändaren får frågan. Ärendet ligger kvar hos bedömaren."),
        lambda g: receiving.request_completion(g.case_uuid, text=g.text("text"), **g.how),
        (Field("text", "Vad behöver ni veta", "area", rows=5),),
    ),
    "ta-tillbaka-begaran": Act(
        *("Ta tillbaka begäran", "Ta tillbaka begäran", "Remissen bedöms med det som finns."),
        lambda g: receiving.withdraw_request(g.case_uuid, **g.how),
    ),
    "fraga": Act(
        *("Ställ fråga", "Skicka frågan", "Avsändaren får frågan i Fråga/Svar."),
        lambda g: receiving.ask(g.case_uuid, text=g.text("text"), **g.how),
        (Field("text", "Fråga", "area", rows=5),),
    ),
    "vidarebefordra": Act(
        *(
            "Vidarebefordra",
            "Vidarebefordra remissen",
            "Avsändaren får veta vart och varför. Besvara aldrig för att vidarebefordra.",
        ),
        _forward,
        (
            Field("to_unit", "Rätt enhet", "select", options=f.targets, empty="Välj enhet"),
            Field("channel", "Hur", "radio", options=f.forward_channels, value=f.first_of(f.forward_channels)),
            Field("reason", "Varför", "area", rows=3),
            Field("text", "Meddelande till avsändaren", "area", rows=4),
            Field("consent", "Patienten samtycker till en annan vårdgivare", "box"),
        ),
    ),
    "avbryt": Act(
        *("Avbryt", "Avbryt remissen", "Inget svar kan följa. Avsändaren läser skälet."),
        lambda g: answering.interrupt(g.case_uuid, reason=g.text("reason", 500), **g.how),
        (REASON,),
    ),
    "avvisa": Act(
        *("Avvisa", "Avvisa remissen", "Bara när det inte finns någon enhet att vidarebefordra till."),
        lambda g: answering.reject(
            g.case_uuid, reason=g.text("reason", 500), no_right_unit=g.ticked("no_right_unit"), **g.how
        ),
        (Field("no_right_unit", "Det finns ingen enhet att vidarebefordra till", "box"), REASON),
    ),
    "nej-till-aterkallelse": Act(
        *("Svara nej till återkallelse", "Skicka svaret", "Ärendet går vidare. Avsändaren läser varför."),
        lambda g: answering.refuse_recall(g.case_uuid, text=g.text("text"), **g.how),
        (Field("text", "Varför", "area", rows=4),),
    ),
    "skickat": Act(
        *(
            "Registrera som skickat",
            "Registrera utskicket",
            "Avsändaren arbetar utanför systemet. Skriv ut och skicka först.",
        ),
        _post,
        (
            Field("sent_on", "Dag", "date", value=f.today),
            Field("channel", "Hur", "radio", options=f.paper_channels, value=lambda _: "post"),
            Field("enclosures", "Bilagor, om några"),
        ),
    ),
}
