"""What has been issued in the demo: not posted yet, posted, moved, expired, cancelled. Invented people.

A number in the place of a date is days from the tale's first day.
"""

from vardkedja.demo.telling import (
    ANNIKA,
    CHIEF,
    ELIN,
    ELLINOR,
    GUDRUN,
    INES,
    JOHAN,
    KIRURGEN,
    MONIKA,
    OGON,
    ORJAN,
    OSKARSHAMN,
    SAGA,
    STAFFAN,
    VASTERVIK,
    VIVEKA,
    Tale,
    ago,
    approve,
    ask,
    cancel,
    dies,
    handle,
    issue,
    moves,
    post,
    replace,
    save,
    today,
)

WARRANTY = {"ground": "vardgaranti", "guarantee_stated": True}
EMERGENCY = {"ground": "akut"}
CHOICE = {"ground": "patientens_val"}

NOT_POSTED = (
    Tale(
        *("hoft-linkoping", "19550612-9997", VASTERVIK, "linkoping-ortopedkliniken"),
        "Proteslossning, vänster höft. Fråga: omoperation?",
        (save(ago(5, "09:30"), ANNIKA), issue(ago(4, "10:41"), JOHAN)),
    ),
    Tale(
        *("barn-lund", "20130909-9826", VASTERVIK, "lund-barnkirurgiska-kliniken"),
        "Höftluxation efter trauma, 12 år. Fråga: övertagande?",
        (save(ago(2, "08:20"), ELIN), issue(ago(2, "08:44"), ELIN)),
        {
            **{"certificate": True, "relative_name": "Agda Näktergård Hjortmo", "relation": "mamma"},
            **{
                "relative_number": "1985-03-11",
                "relative_reason": "Barnet behöver sin förälder hos sig under vårdtiden.",
            },
        },
        doctor=ELIN,
    ),
    Tale(
        *("idag-vaxjo", "19490201-9886", VASTERVIK, "vaxjo-ortopedkliniken", "Rotatorcuffruptur höger. Fråga: sutur?"),
        (save(ago(1, "16:05"), MONIKA), issue(today(55), CHIEF)),
    ),
    Tale(
        *(
            "kirurg-karlskrona",
            "19730909-9849",
            KIRURGEN,
            "karlskrona-kirurgkliniken",
            "Tyreoideaknuta med tryckbesvär.",
        ),
        (save(ago(3, "09:00"), INES), issue(ago(3, "13:20"), GUDRUN)),
        doctor=STAFFAN,
    ),
    Tale(
        *("ogon-tallmo", "19521009-9916", OGON, "tallmo-ogoncenter", "Grå starr båda ögonen, lång väntetid."),
        (save(ago(1, "09:20"), VIVEKA), issue(ago(1, "09:31"), VIVEKA, "RUS-18.no_date")),
        WARRANTY | {"reimbursement": "other_region", "other_region": "05"},
        doctor=VIVEKA,
    ),
)

POSTED = (
    Tale(
        *("godkand-utfardad", "19400327-9991", VASTERVIK, "solna-neurokirurgiska-kliniken"),
        "Spondylolistes L4–L5. Önskar bedömning vid Karolinska.",
        (
            *(save(ago(20, "10:00"), ANNIKA), ask(ago(20, "10:06"), ANNIKA), approve(ago(15, "14:30"), ELLINOR)),
            *(issue(ago(14, "09:10"), JOHAN), post(ago(14, "15:00"), MONIKA)),
        ),
        CHOICE | {"section": "4.2"},
    ),
    Tale(
        *(
            "garanti-eksjo",
            "19610924-9802",
            VASTERVIK,
            "eksjo-ortopedkliniken",
            "Höftartros höger, garantitiden går ut.",
        ),
        (save(ago(9, "10:00"), ANNIKA), issue(ago(8, "11:15"), ORJAN), post(ago(8, "15:10"), MONIKA)),
        WARRANTY | {"guarantee_on": 21},
        doctor=ORJAN,
    ),
    Tale(
        *("akut-goteborg", "19340627-9814", VASTERVIK, "goteborg-neurokirurgiska-kliniken"),
        "Fallskada med subduralhematom, inlagd i Göteborg under besök hos släkt.",
        (save(ago(6, "09:05"), JOHAN), issue(ago(6, "09:20"), JOHAN), post(ago(6, "14:45"), MONIKA)),
        EMERGENCY | {"admitted_on": -12, "valid_from": -4, "valid_to": 20},
    ),
    Tale(
        *("halvar-orebro", "19480625-9943", VASTERVIK, "orebro-ortopedkliniken"),
        "Infekterad knäprotes, behandling i flera steg.",
        (
            save(ago(25, "13:00"), ANNIKA),
            issue(ago(24, "09:40"), JOHAN),
            post(ago(24, "15:20"), ANNIKA, "Röntgenbilder"),
        ),
        {"valid_to": 180},
    ),
    Tale(
        *(
            "oppen-jonkoping",
            "19581022-9905",
            VASTERVIK,
            "jonkoping-ortopedkliniken",
            "Handledsartros. Fråga: bedömning?",
        ),
        (save(ago(18, "10:30"), ANNIKA), issue(ago(17, "08:35"), ELIN), post(ago(17, "14:00"), MONIKA)),
        {"outpatient_only": True},
        doctor=ELIN,
    ),
    Tale(
        *("vidare-linkoping", "19320810-9862", VASTERVIK, "linkoping-hand-och-plastikkirurgiska-kliniken"),
        "Öppen handskada med senruptur. Ingen handkirurg i tjänst.",
        (save(ago(11, "17:20"), JOHAN), issue(ago(11, "17:26"), JOHAN), post(ago(10, "09:00"), ANNIKA)),
        {"reinvoice": True, "reinvoice_causes": ("kompetens", "platsbrist")},
    ),
    Tale(
        *("kirurg-vidare", "19661008-9861", KIRURGEN, "norrkoping-kirurgkliniken", "Gallstensileus, inga vårdplatser."),
        (save(ago(13, "20:10"), STAFFAN), issue(ago(13, "20:16"), STAFFAN), post(ago(12, "08:30"), INES)),
        {"reinvoice": True, "reinvoice_causes": ("platsbrist",)},
        doctor=STAFFAN,
    ),
    Tale(
        *("rehab-egen", "19400515-9910", VASTERVIK, "glasrikets-rehabklinik", "Långvarig smärta efter höftfraktur."),
        (save(ago(16, "11:00"), ANNIKA), issue(ago(16, "13:05"), JOHAN), post(ago(15, "10:15"), MONIKA)),
        {"reimbursement": "home_region"},
    ),
    Tale(
        *("skyddad", "19921105-9812", KIRURGEN, "lund-neurokirurgiska-kliniken", "Hypofystumör. Fråga: operation?"),
        (save(ago(7, "08:40"), STAFFAN), issue(ago(7, "08:52"), STAFFAN), post(ago(7, "15:30"), INES)),
        doctor=STAFFAN,
    ),
    Tale(
        *("langt-namn", "19680331-9869", VASTERVIK, "malmo-handkirurgiska-kliniken"),
        "Dupuytrens kontraktur, dig IV och V höger hand. Recidiv efter två operationer.",
        (save(ago(21, "09:50"), ANNIKA), issue(ago(21, "10:30"), ORJAN), post(ago(20, "09:10"), MONIKA)),
        doctor=ORJAN,
    ),
    Tale(
        *("anhorig-umea", "19571109-2394", VASTERVIK, "umea-thoraxkliniken", "Aortaklaffstenos. Fråga: operation?"),
        (save(ago(28, "10:05"), ANNIKA), issue(ago(27, "09:15"), JOHAN), post(ago(27, "15:45"), ANNIKA)),
        {
            "certificate": True,
            "relative_name": "Guðrún Ålstedt",
            "relation": "maka",
            "relative_reason": "Behöver tolk och stöd.",
        },
    ),
    Tale(
        *("flyttade-efter", "19751201-9824", VASTERVIK, "linkoping-ryggkirurgiska-kliniken", "Diskbråck L5–S1."),
        (
            *(save(ago(30, "10:00"), ANNIKA), issue(ago(29, "09:20"), ORJAN), post(ago(29, "14:30"), MONIKA)),
            moves(ago(2, "04:00"), municipality="0680", street="Övningsstigen 12"),
        ),
        doctor=ORJAN,
    ),
    Tale(
        *("kirurg-flyttade", "19500124-9845", KIRURGEN, "jonkoping-kirurgkliniken", "Ventralbråck. Fråga: operation?"),
        (
            *(save(ago(26, "11:00"), INES), issue(ago(26, "15:10"), STAFFAN), post(ago(25, "09:40"), INES)),
            *(moves(ago(9, "04:00"), municipality="1280", street="Påhittsgatan 5"), handle(ago(8, "10:15"), INES)),
        ),
        doctor=STAFFAN,
    ),
    Tale(
        *("avled", "19291216-9907", VASTERVIK, "vaxjo-ortopedkliniken", "Periprotetisk fraktur."),
        (
            *(save(ago(22, "12:00"), MONIKA), issue(ago(22, "12:40"), JOHAN), post(ago(21, "09:30"), MONIKA)),
            dies(ago(1, "04:00")),
        ),
    ),
)

OVER = (
    Tale(
        *("utgangen-host", "19720823-9942", VASTERVIK, "malmo-ortopedkliniken", "Axelinstabilitet. Fråga: operation?"),
        (save(ago(92, "10:00"), ANNIKA), issue(ago(91, "09:30"), JOHAN), post(ago(91, "15:00"), MONIKA)),
    ),
    Tale(
        *(
            "utgangen-saga",
            "19490806-9927",
            OSKARSHAMN,
            "linkoping-thorax-karlkliniken",
            "Karotisstenos. Fråga: operation?",
        ),
        (save(ago(84, "13:00"), SAGA), issue(ago(84, "13:25"), SAGA), post(ago(83, "10:00"), SAGA)),
        doctor=SAGA,
    ),
    Tale(
        *(
            "snart-slut",
            "19860419-9839",
            VASTERVIK,
            "karlskrona-ortopedkliniken",
            "Hälseneruptur, sen. Fråga: rekonstruktion?",
        ),
        (save(ago(57, "09:00"), ANNIKA), issue(ago(57, "11:10"), JOHAN), post(ago(56, "10:30"), MONIKA)),
    ),
    Tale(
        *("makulerad", "19690108-9901", VASTERVIK, "linkoping-neurokirurgiska-kliniken", "Karpaltunnelsyndrom."),
        (
            *(save(ago(19, "10:00"), ANNIKA), issue(ago(19, "10:50"), JOHAN)),
            cancel(ago(18, "08:20"), JOHAN, "Patienten har avbokat och vill inte längre bli opererad."),
        ),
    ),
    Tale(
        *("ersatt", "19310713-9861", VASTERVIK, "linkoping-neurokirurgiska-kliniken", "Höftfraktur, pseudartros."),
        (
            *(save(ago(17, "13:10"), ANNIKA), issue(ago(16, "09:00"), JOHAN), post(ago(16, "15:00"), MONIKA)),
            cancel(ago(13, "10:05"), JOHAN, "Fel klinik. Skulle till Ortopedkliniken."),
            replace(ago(13, "10:08"), JOHAN),
            save(ago(13, "10:15"), JOHAN, to_unit="linkoping-ortopedkliniken"),
            *(issue(ago(13, "10:16"), JOHAN), post(ago(13, "15:05"), MONIKA)),
        ),
    ),
)

ISSUED = (*NOT_POSTED, *POSTED, *OVER)
