"""Patients who died, moved or got protected identity meanwhile, and what the other units write themselves."""

from vardkedja.demo.referral_telling import (
    BEATRICE,
    BORAS,
    GUSTAV,
    HUD,
    JOAKIM,
    LOVISA,
    MOLNDAL,
    NADJA,
    NEURO,
    TORUN,
    Consult,
    assigned,
    confirmed,
    does,
    read,
    sent,
    to_send,
)
from vardkedja.demo.telling import ago

MEANWHILE = (
    Consult(
        *("avliden", "19310119-9986", MOLNDAL, "Höftartros, svår värk. Fråga: protes?"),
        (
            *(*sent(16, "10:10"), assigned(15, "08:45"), confirmed(13, "10:15", 9)),
            *read(12, "08:30"),
            does(ago(2, "04:00"), "", "dies"),
        ),
    ),
    Consult(
        *("flyttad", "19830329-9831", MOLNDAL, "Korsbandsskada höger. Fråga: operation?"),
        (
            *(*sent(9, "11:50"), assigned(8, "08:45", GUSTAV)),
            does(ago(3, "04:00"), "", "moves", municipality="0680", street="Övningsstigen 12"),
        ),
    ),
    Consult(
        *("skyddad", "19681127-9857", MOLNDAL, "Nackskada efter våld. Fråga: bedömning?"),
        (
            *(*sent(7, "15:30"), assigned(6, "08:45", GUSTAV)),
            does(ago(4, "04:00"), "", "protected"),
        ),
    ),
)

OTHERS = (
    Consult(
        *("hud-remitterar", "19811219-9925", NEURO, "Nervsmärta i arr efter hudoperation. Fråga: bedömning?"),
        sent(6, "13:40", TORUN, TORUN, channel="post"),
        from_unit=HUD,
        doctor=TORUN,
    ),
    Consult(
        *("molndal-skriver", "19410926-9938", NEURO, "Myelopati på magnetkamera. Fråga: operation?"),
        (does(ago(1, "15:15"), LOVISA, "write"),),
        from_unit=MOLNDAL,
        doctor=BEATRICE,
    ),
    Consult(
        *("boras-skickar", "19730311-9882", NEURO, "Ischias med bortfall. Fråga: operation?"),
        to_send(1, "11:05", JOAKIM, NADJA),
        from_unit=BORAS,
        doctor=NADJA,
    ),
)

OTHER = (*MEANWHILE, *OTHERS)
