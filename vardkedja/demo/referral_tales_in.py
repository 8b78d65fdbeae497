"""What the receiving units do with referrals: ask, forward, interrupt, reject, write answers. Invented people."""

from vardkedja.demo.referral_telling import (
    BEATRICE,
    BORAS,
    EVALENA,
    GUSTAV,
    HUD,
    JOAKIM,
    LIDKOPING,
    LOVISA,
    MILOS,
    MOLNDAL,
    NADJA,
    OSKAR,
    RUNA,
    SHIRIN,
    TORUN,
    Consult,
    assigned,
    confirmed,
    does,
    read,
    sent,
)
from vardkedja.demo.telling import ago

ASKED = (
    Consult(
        *("komplettering", "19850909-9969", MOLNDAL, "Ryggsmärta med utstrålning i vänster ben. Fråga: bedömning?"),
        (
            *(*sent(6, "09:20"), assigned(5, "08:30", GUSTAV)),
            does(
                ago(2, "10:30"), GUSTAV, "request_completion", text="Har patienten gjort magnetkamera? Skicka svaret."
            ),
        ),
    ),
    Consult(
        *("kompletterad", "19961201-9944", MOLNDAL, "Höftdysplasi, ökande smärta. Fråga: operation?"),
        (
            *(*sent(9, "10:40"), assigned(8, "08:30")),
            does(ago(6, "11:20"), SHIRIN, "request_completion", text="Vi behöver aktuella röntgenbilder."),
            does(
                *(ago(3, "15:10"), OSKAR, "complete"),
                text="Röntgen är gjord i tisdags. Bilderna är länkade.",
                answers="completion_request",
            ),
        ),
    ),
    Consult(
        *("fraga", "19480303-9983", MOLNDAL, "Knäartros, behandlas med blodförtunnande. Fråga: protes?"),
        (
            *(*sent(11, "09:50"), assigned(10, "08:30", GUSTAV), confirmed(8, "10:00", 7, GUSTAV)),
            *read(7, "09:15"),
            does(ago(1, "11:30"), GUSTAV, "ask", text="Vilken dos tar patienten, och kan behandlingen pausas?"),
        ),
    ),
    Consult(
        *("tillbaka", "19420317-2384", MOLNDAL, "Axelsmärta efter fall. Fråga: bedömning?"),
        (
            *(*sent(10, "13:15"), assigned(9, "08:30"), confirmed(7, "13:40", 5)),
            *read(6, "08:35"),
            does(ago(1, "15:30"), OSKAR, "ask_recall", reason="Patienten flyttar och vill få vård på nya orten."),
        ),
    ),
    Consult(
        *("inte-tillbaka", "19591224-9801", MOLNDAL, "Dupuytrens kontraktur. Fråga: operation?"),
        (
            *(*sent(12, "14:25"), assigned(11, "08:30", GUSTAV), confirmed(9, "09:05", 6, GUSTAV)),
            *read(8, "08:40"),
            does(ago(6, "09:30"), OSKAR, "ask_recall", reason="Patienten tvekar inför operation."),
            does(ago(5, "13:00"), GUSTAV, "refuse_recall", text="Tiden är bokad. Patienten vill ha den kvar."),
            does(ago(4, "08:45"), OSKAR, "attest", kind="recall_refusal"),
        ),
    ),
)

FORWARDED = (
    Consult(
        *("vidare-boras", "19410524-9843", MOLNDAL, "Höftartros, bor nära Borås. Fråga: protes?"),
        (
            *(*sent(9, "08:50"), assigned(8, "08:40", GUSTAV)),
            does(ago(7, "10:15"), GUSTAV, "forward", to=BORAS, reason="Patienten vill opereras i Borås."),
            does(ago(6, "08:30"), OSKAR, "attest", kind="forward_notice"),
            does(ago(6, "09:00"), JOAKIM, "assign", to=NADJA),
        ),
    ),
    Consult(
        *("vidare-utan", "19710519-9983", MOLNDAL, "Ryggsmärta, tidigare opererad i Borås. Fråga: bedömning?"),
        (
            *(*sent(5, "10:25"), assigned(4, "08:40", GUSTAV)),
            does(ago(2, "11:00"), LOVISA, "forward", to=BORAS, reason="Ryggar som opererats i Borås bedöms där."),
        ),
    ),
    Consult(
        *("vidare-tva", "19360214-9886", MOLNDAL, "Fotartros, bred smärta. Fråga: steloperation?"),
        (
            *(*sent(24, "09:10"), assigned(23, "08:40")),
            does(ago(22, "10:00"), SHIRIN, "forward", to=BORAS, reason="Fotkirurgi görs i Borås."),
            does(ago(21, "08:30"), OSKAR, "attest", kind="forward_notice"),
            does(ago(21, "09:00"), JOAKIM, "assign", to=NADJA),
            does(ago(20, "14:00"), NADJA, "forward", to=LIDKOPING, reason="Fotkirurgin har flyttat till Lidköping."),
            does(ago(19, "08:30"), OSKAR, "attest", kind="forward_notice"),
            does(ago(19, "08:45"), RUNA, "assign", to=RUNA),
            does(ago(18, "09:30"), RUNA, "confirm", weeks=6, told="kallelse"),
            *read(16, "08:30"),
            does(ago(2, "15:45"), RUNA, "answer", kind="final", text="Steloperation planeras efter årsskiftet."),
        ),
    ),
    Consult(
        *("vidare-pagar", "19570202-9926", MOLNDAL, "Hälsmärta sedan två år. Fråga: behandling?"),
        (
            *(*sent(14, "13:30", EVALENA), assigned(13, "08:40", GUSTAV)),
            does(ago(12, "11:30"), GUSTAV, "forward", to=BORAS, reason="Fotkirurgi görs i Borås."),
            does(ago(11, "08:30"), OSKAR, "attest", kind="forward_notice"),
            does(ago(11, "09:00"), JOAKIM, "assign", to=NADJA),
            does(ago(10, "15:00"), NADJA, "forward", to=LIDKOPING, reason="Fotkirurgin har flyttat till Lidköping."),
            does(ago(9, "08:30"), OSKAR, "attest", kind="forward_notice"),
            does(ago(9, "08:45"), RUNA, "assign", to=RUNA),
            does(ago(7, "10:10"), RUNA, "confirm", weeks=9, told="kopia"),
            does(ago(6, "08:50"), EVALENA, "accept"),
        ),
    ),
)

ENDED = (
    Consult(
        *("avbruten", "19751006-9870", MOLNDAL, "Knäsmärta, misstänkt lös kropp. Fråga: artroskopi?"),
        (
            *(*sent(15, "14:10"), assigned(14, "08:30"), confirmed(11, "10:45", 3)),
            *read(10, "08:35"),
            does(ago(3, "13:20"), SHIRIN, "interrupt", reason="Patienten har uteblivit tre gånger."),
        ),
    ),
    Consult(
        *("avvisad", "20010404-9895", MOLNDAL, "Önskar längre ben. Fråga: operation?"),
        (
            *(*sent(10, "15:00"), assigned(9, "08:35", GUSTAV)),
            does(ago(2, "10:20"), GUSTAV, "reject", reason="Ingen enhet i regionen erbjuder det som efterfrågas."),
        ),
    ),
)

ASSESSED = (
    Consult(
        *("beatrice-bedomer", "20110609-9995", MOLNDAL, "Hälta sedan en månad. Fråga: bedömning?"),
        (*sent(3, "14:35"), assigned(2, "08:35", BEATRICE)),
    ),
    Consult(
        *("shirin-bedomer", "19400830-9819", MOLNDAL, "Höftprotes från 2009, ny smärta. Fråga: lossning?"),
        (*sent(6, "10:15"), assigned(5, "08:35")),
    ),
    Consult(
        *("pa-uppdrag", "19390615-9920", MOLNDAL, "Handledsartros, nattvärk. Fråga: operation?"),
        (*sent(8, "09:55"), assigned(7, "08:35"), confirmed(1, "10:50", 8, GUSTAV)),
    ),
    Consult(
        *("svar-att-signera", "19471212-9859", MOLNDAL, "Axelproteser båda sidor. Fråga: kontroll?"),
        (
            *(*sent(13, "11:45"), assigned(12, "08:35", GUSTAV), confirmed(10, "09:50", 4, GUSTAV)),
            *read(9, "08:35"),
            does(ago(1, "13:10"), LOVISA, "write_reply", text="Proteserna sitter bra. Ny kontroll om fem år."),
        ),
    ),
    Consult(
        *("svar-dikterat", "19550203-9885", MOLNDAL, "Bakercysta. Fråga: punktion?"),
        (
            *(*sent(11, "15:20"), assigned(10, "08:35", GUSTAV), confirmed(8, "11:10", 3, GUSTAV)),
            *read(7, "08:40"),
            does(ago(1, "16:10"), GUSTAV, "dictate_reply", number="77102"),
        ),
    ),
    Consult(
        *("hud-pagar", "19881021-9843", HUD, "Handeksem trots behandling. Fråga: utredning?"),
        (
            *(*sent(9, "14:45"), does(ago(8, "09:00"), TORUN, "assign", to=TORUN)),
            does(ago(6, "10:30"), TORUN, "confirm", weeks=3, told="telefon"),
            *read(5, "08:40"),
        ),
    ),
    Consult(
        *("hud-milos", "19720719-9873", HUD, "Pigmentförändring på ryggen. Fråga: bedömning?"),
        (*sent(3, "08:55"), does(ago(2, "09:10"), TORUN, "assign", to=MILOS)),
        priority="urgent",
    ),
)

INCOMING = (*ASKED, *FORWARDED, *ENDED, *ASSESSED)
