"""What is being written, waits for approval or was left unsaved in the demo. Invented people; the hospitals are real.

A number in the place of a date is days from the tale's first day.
"""

from vardkedja.demo.telling import (
    ANNIKA,
    ELIN,
    ELLINOR,
    INES,
    JOHAN,
    KIRURGEN,
    MONIKA,
    OGON,
    ORJAN,
    OSKARSHAMN,
    SAGA,
    STAFFAN,
    TOR,
    VASTERVIK,
    VIVEKA,
    Tale,
    ago,
    answers_wish,
    approve,
    ask,
    decline,
    delete,
    moves,
    save,
    stopped,
    today,
    types,
    wishes,
    withdraw,
)

CHOICE = {"ground": "patientens_val"}

BEING_WRITTEN = (
    Tale(
        *("rygg-linkoping", "19580412-2389", VASTERVIK, "linkoping-ryggkirurgiska-kliniken"),
        "Spinal stenos L3–L5, gångsträcka 100 meter. Fråga: ställningstagande till dekompression?",
        (save(ago(1, "15:20"), ANNIKA), save(today(35), ANNIKA, phone="070-174 06 58")),
        doctor=ORJAN,
    ),
    Tale(
        *("utan-mottagare", "19630516-9887", VASTERVIK, "", "Smärta i höger handled efter fraktur."),
        (save(ago(2, "11:05"), MONIKA, unavailable_confirmed=False, ground=""),),
    ),
    Tale(
        *("avslag", "19800303-9933", VASTERVIK, "sundets-specialistklinik"),
        "Främre korsbandsskada vänster knä. Patienten önskar operation i Malmö.",
        (
            *(save(ago(9, "09:40"), ANNIKA), ask(ago(9, "09:52"), ANNIKA)),
            decline(ago(4, "13:15"), ELLINOR, "Vården kan ges i Kalmar inom vårdgarantin. Kallelse är skickad."),
        ),
        CHOICE | {"section": "4.3", "reimbursement": "other_region", "other_region": "12"},
    ),
    Tale(
        *("flyttade-innan", "19771122-9885", VASTERVIK, "jonkoping-ortopedkliniken"),
        "Hallux rigidus höger. Fråga: artrodes?",
        (
            *(save(ago(8, "10:10"), ANNIKA), moves(ago(6, "04:00"), municipality="0580", street="Provgränd 3")),
            stopped(ago(5, "08:55"), JOHAN),
        ),
    ),
    Tale(
        *("tog-tillbaka", "19850319-9989", VASTERVIK, "varberg-ortopedkliniken"),
        "Recidiverande patellaluxation. Patienten vill bli bedömd i Varberg, där syskon bor.",
        (save(ago(3, "14:00"), ELIN), ask(ago(3, "14:04"), ELIN), withdraw(ago(1, "16:12"), ELIN)),
        CHOICE | {"section": "4.2"},
        doctor=ELIN,
    ),
    Tale(
        *("kirurg-utkast", "19710323-9963", KIRURGEN, "linkoping-onkologiska-kliniken"),
        "Rektalcancer, nyupptäckt. Fråga: strålbehandling före operation?",
        (save(today(80), INES),),
        doctor=STAFFAN,
    ),
    Tale(
        *(
            "ogon-utkast",
            "19490414-9848",
            OGON,
            "linkoping-ogonkliniken",
            "Fuchs endoteldystrofi. Fråga: transplantation?",
        ),
        (save(ago(1, "13:30"), VIVEKA),),
        doctor=VIVEKA,
    ),
    Tale(
        *("oskarshamn-utkast", "20030131-2385", OSKARSHAMN, "jonkoping-kirurgkliniken"),
        "Recidiverande buksmärta, stenar i gallblåsan vid ultraljud.",
        (save(today(125), SAGA),),
        doctor=SAGA,
    ),
    Tale(
        *("raderat", "19570205-9832", VASTERVIK, "linkoping-ortopedkliniken", "Fel patient."),
        (save(ago(6, "10:30"), MONIKA), delete(ago(6, "10:34"), MONIKA)),
    ),
)

FOR_APPROVAL = (
    Tale(
        *("vantar-varberg", "19661101-2383", VASTERVIK, "havsbris-ledklinik"),
        "Knäartros höger, svår. Patienten önskar operation hos Havsbris Ledklinik.",
        (save(ago(7, "09:15"), ANNIKA), ask(ago(7, "09:21"), ANNIKA)),
        CHOICE | {"section": "4.3", "reimbursement": "other_region", "other_region": "13"},
    ),
    Tale(
        *("vantar-umea", "19570518-9800", VASTERVIK, "umea-ortopedkliniken"),
        "Höftartros vänster. Dottern bor i Umeå och kan hjälpa till efter operationen.",
        (save(ago(2, "08:50"), ELIN), ask(ago(2, "08:58"), ELIN)),
        CHOICE | {"section": "4.2"},
        doctor=ELIN,
    ),
    Tale(
        *("vantar-kirurg", "19680607-9858", KIRURGEN, "helsingborg-kirurgkliniken"),
        "Ljumskbråck, patienten arbetar i Helsingborg.",
        (save(ago(1, "10:20"), STAFFAN), ask(ago(1, "10:25"), STAFFAN)),
        CHOICE | {"section": "4.4"},
        doctor=STAFFAN,
    ),
    Tale(
        *("klar-goteborg", "19560120-9892", VASTERVIK, "exempelkliniken-ortopedi"),
        "Knäartros vänster. Önskar protes i Halmstad.",
        (
            *(save(ago(10, "11:10"), ANNIKA), ask(ago(10, "11:18"), ANNIKA)),
            approve(ago(2, "15:40"), ELLINOR, "Gäller ett besök och en operation."),
        ),
        CHOICE | {"section": "4.3", "reimbursement": "other_region", "other_region": "13"},
    ),
    Tale(
        *(
            "klar-papper",
            "19530503-9975",
            OGON,
            "uppsala-ogonkliniken",
            "Makulahål vänster öga. Önskar operation i Uppsala.",
        ),
        (
            *(save(ago(12, "14:20"), VIVEKA), ask(ago(12, "14:26"), VIVEKA)),
            approve(ago(3, "09:05"), VIVEKA, evidence="Brev från Vårdkansliet, dnr EXEMPEL-014"),
        ),
        CHOICE | {"section": "4.2"},
        doctor=VIVEKA,
    ),
)

# Typed and left: kept on the server, nobody's case yet.
UNSAVED = (
    Tale(
        *("osparat", "19981118-9886", VASTERVIK, "", "Knäsmärta efter vridvåld, MR visar"),
        (types(today(18), JOHAN),),
    ),
    Tale(
        *("saknar-mottagare", "19520426-9947", VASTERVIK, "", "Synovit i höger knä. Fråga: synovektomi?"),
        (
            types(ago(1, "14:30"), ANNIKA),
            wishes(
                ago(1, "14:36"), ANNIKA, "Spenshults sjukhus", "Reumatologiska kliniken", "Exempelgatan 12, Halmstad"
            ),
        ),
    ),
    Tale(
        *("fick-nej", "19600625-2388", VASTERVIK, "", "Önskar akupunktur."),
        (
            types(ago(6, "09:00"), MONIKA),
            wishes(ago(6, "09:05"), MONIKA, "Påhittade Friskvården", "", "Modellvägen 2, Tranås"),
            answers_wish(ago(5, "10:00"), TOR, "Friskvård är ingen vårdgivare med avtal."),
        ),
    ),
)

OPEN = (*BEING_WRITTEN, *FOR_APPROVAL, *UNSAVED)
