"""What goes and comes on paper: to units outside the system and from them, with letters that wait to be linked."""

from vardkedja.demo.referral_telling import (
    BORAS,
    EVALENA,
    GUSTAV,
    HAND,
    HUSLAKARNA,
    LOVISA,
    MOLNDAL,
    NEURO,
    OSKAR,
    UDDEVALLA,
    Consult,
    assigned,
    confirmed,
    does,
    sent,
)
from vardkedja.demo.telling import ago, today

SENT = (
    Consult(
        *("papper-obekraftad", "19580220-9972", UDDEVALLA, "Knäartros, bor i Uddevalla på sommaren. Fråga: protes?"),
        sent(5, "10:35", EVALENA, channel="post", enclosures="Röntgensvar"),
    ),
    Consult(
        *("papper-bekraftad", "19570202-9926", HAND, "Nervskada i tummen efter skärskada. Fråga: operation?"),
        (
            *sent(10, "09:00", EVALENA, channel="post"),
            does(ago(2, "10:50"), EVALENA, "paper_confirmation", weeks=5),
        ),
    ),
    Consult(
        *("papper-besvarad", "19500731-9907", NEURO, "Diskbråck med svaghet i foten. Fråga: operation?"),
        (
            *sent(21, "13:20", EVALENA, channel="post"),
            does(
                *(ago(4, "11:25"), EVALENA, "paper_answer"),
                kind="final",
                text="Bedömd på mottagningen. Ingen operation, fortsatt träning.",
                end=True,
            ),
            does(ago(3, "08:45"), OSKAR, "attest", kind="final"),
        ),
    ),
    Consult(
        *("papper-preliminar", "19440505-9934", NEURO, "Halsryggsstenos med gångsvårighet. Fråga: operation?"),
        (
            *sent(17, "09:35", EVALENA, channel="fax"),
            does(
                *(ago(3, "14:30"), EVALENA, "paper_answer"),
                kind="preliminary",
                text="Fallet tas upp på konferens. Svar följer.",
            ),
        ),
    ),
    Consult(
        *("papper-svar-ligger", "19890517-9811", UDDEVALLA, "Frakturläkning efter handledsbrott. Fråga: kontroll?"),
        (
            *sent(15, "15:10", OSKAR, channel="post"),
            does(
                *(today(65), EVALENA, "loose_paper"),
                kind="answer",
                text="Frakturen är läkt. Kontrollen är avslutad hos oss.",
                coded=True,
            ),
        ),
    ),
    Consult(
        *("brev-ligger", "19771105-9829", NEURO, "Huvudvärk efter nacktrauma. Fråga: bedömning?"),
        (
            *sent(12, "10:05", OSKAR, channel="post"),
            does(
                *(ago(1, "11:40"), EVALENA, "loose_paper"),
                kind="answer",
                text="Vi har bedömt patienten. Nya bilder behövs innan vi kan svara på frågan.",
                coded=False,
            ),
        ),
    ),
    Consult(
        *("brev-kopplat", "19430108-9894", UDDEVALLA, "Misstänkt proteslossning. Fråga: bedömning?"),
        (
            *sent(8, "14:50", EVALENA, channel="post"),
            does(ago(4, "09:40"), EVALENA, "linked_paper", text="Patienten har ringt oss om nytt telefonnummer."),
        ),
    ),
)

FROM_OUTSIDE = (
    Consult(
        *("papper-sent", "19660808-9832", MOLNDAL, "Höftsmärta vid gång sedan i våras. Fråga: bedömning?"),
        (
            does(
                *(ago(1, "09:25"), LOVISA, "register"),
                sender=HUSLAKARNA,
                late=4,
                late_reason="Brevet låg på fel avdelning.",
            ),
        ),
    ),
    Consult(
        *("papper-gustav", "19460418-2388", MOLNDAL, "Knäsmärta, känd artros. Fråga: protes?"),
        (
            does(ago(7, "10:45"), LOVISA, "register", sender=HUSLAKARNA),
            *(assigned(6, "08:45", GUSTAV), confirmed(1, "15:50", 9, GUSTAV)),
        ),
    ),
    Consult(
        *("papper-vidare", "19390615-9920", MOLNDAL, "Fotartros, kan inte gå i skor. Fråga: operation?"),
        (
            *(does(ago(4, "13:25"), LOVISA, "register", sender=HUSLAKARNA), assigned(3, "08:45", GUSTAV)),
            does(ago(1, "10:25"), LOVISA, "forward", to=BORAS, reason="Fotkirurgi görs i Borås."),
        ),
    ),
    Consult(
        *("papper-klart", "19531111-9951", MOLNDAL, "Triggertumme. Fråga: injektion?"),
        (
            *(does(ago(14, "11:35"), LOVISA, "register", sender=HUSLAKARNA), assigned(13, "08:45", GUSTAV)),
            does(ago(9, "14:20"), GUSTAV, "answer", kind="final", text="Injektion är given. Åter vid behov."),
            does(ago(8, "09:00"), GUSTAV, "post", kind="final"),
        ),
    ),
    Consult(
        *("papper-oregistrerad", "20140921-9860", MOLNDAL, "Smärta i armbågen efter fall. Fråga: bedömning?"),
        (does(today(45), LOVISA, "loose_referral", sender=HUSLAKARNA),),
    ),
)

ON_PAPER = (*SENT, *FROM_OUTSIDE)
