"""What the office is assessing: completions, questions, cases whose officer is away, and patients about whom things change."""

from vardkedja.demo.referral_telling import does
from vardkedja.demo.specialist_tales_sender import EXPERTS, LISTED
from vardkedja.demo.specialist_telling import (
    BERIT,
    ELOF,
    FOLKE,
    GUARANTEE,
    GUNVOR,
    HENRIK,
    INGALILL,
    INITIATIVE,
    MEHDI,
    NADIA,
    PARISA,
    RASMUS,
    SELMA,
    TOVA,
    UMEA,
    UPPSALA,
    UPPSALA_OGON,
    UPPSALA_ORTOPED,
    YASMIN,
    Wish,
    assessed,
    opened,
    sent,
)
from vardkedja.demo.telling import ago, today

COMPLAINTS, DIAGNOSIS = "Bedömning av patientens besvär", "Patientens diagnos"

OPEN = (
    Wish(
        *("bedoms", "19660608-9990", UPPSALA_ORTOPED, "Ortopedi"),
        ("Ankeln ger vika, artros efter gammal fraktur.", "Posttraumatisk fotledsartros", "Fotledsprotes"),
        (
            *(*sent(10, "09:00"), *assessed(6, "13:10", same_indication=None)),
            does(
                ago(2, "09:50"), HENRIK, "question", text="Hur länge har patienten haft ortos, och med vilken effekt?"
            ),
        ),
    ),
    Wish(
        *("bedoms-ny", "19950712-9881", UMEA, "Hudsjukvård"),
        ("Svår handeksem, sjukskriven i fyra månader.", "Kroniskt handeksem", "Behandling på vårdavdelning"),
        (
            *(*sent(5, "10:20", SELMA, PARISA), opened(3, "09:20")),
            does(ago(1, "13:35"), HENRIK, "question", text="Vilka behandlingar har patienten fått hittills?"),
        ),
        doctor=PARISA,
    ),
    Wish(
        *("mehdi-hoft", "19400927-9904", UPPSALA_ORTOPED, "Ortopedi"),
        ("Protesen luxerar, fyra gånger i år.", "Höftprotesluxation", "Omoperation"),
        (*sent(16, "11:30"), *assessed(11, "09:40", MEHDI, same_kind=None)),
        admission=26,
    ),
    Wish(
        *("mehdi-rygg", "19830510-9848", UPPSALA_ORTOPED, "Ortopedi"),
        ("Diskbråck med tilltagande svaghet i foten.", "Diskbråck L5–S1", "Mikrokirurgi"),
        (*sent(13, "14:00", RASMUS, RASMUS), opened(9, "10:50", MEHDI)),
        box=GUARANTEE,
        doctor=RASMUS,
        admission=33,
        more=LISTED | {"listed_since": -110, "guarantee_on": -20},
    ),
    Wish(
        *("mehdi-ogon", "19670606-9959", UPPSALA_OGON, "Ögonsjukvård"),
        ("Synen sjunker trots två operationer.", "Näthinneavlossning vänster", "Ny operation"),
        (
            *(*sent(9, "09:15", BERIT, BERIT), opened(4, "08:50", MEHDI)),
            does(
                today(100), HENRIK, "approve", stay=5, conditions="Gäller en operation med återbesök under vårdtiden."
            ),
        ),
        box=INITIATIVE,
        doctor=BERIT,
        admission=9,
        more=EXPERTS | {"explanation": "Ny bedömning behövs efter två operationer."},
    ),
    Wish(
        *("skyddad", "19430227-9809", UPPSALA, "Internmedicin"),
        ("Trötthet och feber utan känd orsak, utredd två gånger.", "Oklar inflammation", "Utredning på vårdavdelning"),
        (*sent(7, "10:45", TOVA, FOLKE), opened(3, "11:20")),
        doctor=FOLKE,
    ),
)

COMPLETIONS = (
    Wish(
        *("komplettering-ny", "19921027-9924", UPPSALA, "Hudsjukvård"),
        ("Skov med feber och utslag.", "Autoinflammatorisk sjukdom", "Utredning på vårdavdelning"),
        (
            *(*sent(11, "13:00", SELMA, GUNVOR), opened(6, "09:00")),
            does(
                *(ago(3, "10:30"), HENRIK, "ask"),
                items=("Provsvar", "Bilder på utslagen"),
                text="Skicka de senaste provsvaren och två bilder.",
            ),
        ),
        box=INITIATIVE,
        doctor=GUNVOR,
        more=EXPERTS | {"explanation": "Utredd två gånger utan svar. Ny bedömning behövs."},
    ),
    Wish(
        *("komplettering-gammal", "19591108-9885", UPPSALA_ORTOPED, "Ortopedi"),
        ("Värk i foten vid belastning.", "Hallux rigidus", "Steloperation"),
        (
            *(*sent(24, "08:40"), opened(20, "10:00", MEHDI)),
            does(
                *(ago(18, "14:20"), MEHDI, "ask"),
                items=("Röntgenutlåtande",),
                text="Röntgen nämns i remissen men är inte bifogad.",
            ),
        ),
        admission=24,
    ),
    Wish(
        *("komplettering-utifran", "20050125-9873", "sundets-specialistklinik", "Ortopedi"),
        ("", "Diskbråck", "Operation"),
        (
            does(ago(14, "11:10"), HENRIK, "register", kind="patient", name="Patienten, med hjälp av sin syster"),
            opened(12, "09:30"),
            does(ago(12, "09:50"), HENRIK, "ask", items=(COMPLAINTS,), text="Be kliniken om sin bedömning."),
        ),
        admission=45,
    ),
    Wish(
        *("kompletterad-utifran", "19350925-9960", "privat-ortopedklinik-halland", "Ortopedi"),
        ("Stel och öm axel, kan inte klä sig själv.", "", "Axelprotes"),
        (
            does(ago(17, "13:40"), HENRIK, "register", kind="provider", name="Privat ortopedklinik i Halland"),
            opened(15, "10:10"),
            does(ago(15, "10:30"), HENRIK, "ask", items=(DIAGNOSIS,), text="Diagnosen saknas."),
            does(
                *(ago(6, "09:10"), HENRIK, "complete"),
                supplied_by="patient",
                diagnosis="Omartros höger",
                text="Patienten har lämnat in klinikens brev.",
            ),
            does(
                *(ago(4, "14:30"), HENRIK, "assess"),
                funding="via_agreement",
                agreement_reference="AVTAL-EXEMPEL-07",
                own_text="Besvären och röntgen motiverar protes på samma sätt som i Region Stockholm.",
                indications_met=True,
            ),
        ),
        admission=38,
    ),
)

QUESTIONS = (
    Wish(
        *("fraga-till-regionen", "19950612-9981", UPPSALA_ORTOPED, "Ortopedi"),
        ("Handledssmärta efter fall, tappat kraft.", "Instabilitet i handleden", "Ligamentrekonstruktion"),
        (
            *(*sent(8, "15:10"), opened(5, "09:15")),
            does(ago(1, "10:05"), YASMIN, "question", text="Kliniken erbjuder en tidigare tid. Hinner ni besluta?"),
        ),
        admission=21,
    ),
    Wish(
        *("fraga-till-avsandaren", "19410613-9910", UPPSALA, "Internmedicin"),
        ("Hjärtsvikt med upprepade inläggningar.", "Hjärtsvikt", "Utredning inför klaffoperation"),
        (
            *(*sent(7, "08:30", NADIA, ELOF), opened(4, "13:00")),
            does(ago(1, "14:40"), HENRIK, "question", text="Vilken dag är inskrivningen i Uppsala bekräftad?"),
        ),
        doctor=ELOF,
    ),
)

MEANWHILE = (
    Wish(
        *("avliden", "19380727-9835", UPPSALA, "Internmedicin"),
        ("Andfåddhet i vila.", "Aortastenos", "Klaffoperation"),
        (*sent(9, "09:50", TOVA, FOLKE), opened(5, "11:00"), does(ago(2, "04:00"), "", "dies")),
        doctor=FOLKE,
        admission=14,
    ),
    Wish(
        *("flyttad", "20070923-9859", UPPSALA_ORTOPED, "Ortopedi"),
        ("Korsbandsskada, knät viker sig.", "Främre korsbandsruptur", "Korsbandsoperation"),
        (
            *(*sent(10, "12:55"), opened(7, "10:20"), does(ago(6, "15:00"), HENRIK, "assign", to=INGALILL)),
            does(ago(3, "04:00"), "", "moves", municipality="0380", street="Övningsstigen 14"),
        ),
    ),
)

OFFICE = (*OPEN, *COMPLETIONS, *QUESTIONS, *MEANWHILE)
