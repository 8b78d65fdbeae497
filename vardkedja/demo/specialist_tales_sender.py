"""What the hospitals have not sent yet, and what has just come to the office. Invented people."""

from vardkedja.demo.referral_telling import does
from vardkedja.demo.specialist_telling import (
    BERIT,
    CASPER,
    ELOF,
    GUARANTEE,
    GUNVOR,
    HAND,
    HENRIK,
    INITIATIVE,
    LUND_ORTOPED,
    MAUD,
    NADIA,
    PARISA,
    RASMUS,
    SELMA,
    UMEA,
    UPPSALA,
    UPPSALA_OGON,
    UPPSALA_ORTOPED,
    YASMIN,
    Wish,
    sent,
    signed,
)
from vardkedja.demo.telling import ago, today

MISSING = {"reason": "saknas_i_regionen", "explanation": "Ingen vårdgivare i regionen har uppdraget."}
EXPERTS = {"reason": "nytt_expertutlatande"}
LISTED = {"guarantee_stated": True, "listed_here": True}

DRAFTS = (
    Wish(
        *("utkast-axel", "19800608-9851", UPPSALA_ORTOPED, "Ortopedi"),
        ("Axelsmärta efter fall i maj, kan inte lyfta armen över axelhöjd.", "Rotatorcuffruptur höger", ""),
        (does(ago(1, "15:20"), YASMIN, "write"),),
        more={"informed": None},
    ),
    Wish(
        *("utkast-utan-val", "20010101-9941", "", "Ortopedi"),
        ("Upprepade knäskålsluxationer, fem det senaste året.", "Patellaluxation vänster", ""),
        (does(today(95), CASPER, "write"),),
        box="",
        admission=None,
        more={"informed": None, "care_form": ""},
    ),
    Wish(
        *("utkast-hud", "19561005-9916", UPPSALA, "Hudsjukvård"),
        ("Blåsor på bålen trots tre behandlingar.", "Bullös pemfigoid", "Utredning på vårdavdelning"),
        (does(ago(2, "10:40"), SELMA, "write"),),
        box=INITIATIVE,
        doctor=GUNVOR,
        more=EXPERTS | {"explanation": "Behandlingen har inte hjälpt. Ny bedömning behövs."},
    ),
    Wish(
        *("utkast-andrad", "19480922-9802", UPPSALA_ORTOPED, "Ortopedi"),
        ("Höftsmärta i vila, går med två kryckor.", "Koxartros vänster", "Höftprotes vänster"),
        (*signed(3, "09:10", YASMIN, CASPER), does(ago(2, "14:05"), CASPER, "change")),
    ),
    Wish(
        *("utkast-ogon", "19600712-9940", UPPSALA_OGON, "Ögonsjukvård"),
        ("Dubbelseende sedan två år, tidigare opererad.", "Komplicerad skelning", "Skelningsoperation i narkos"),
        (does(ago(1, "11:15"), BERIT, "write"),),
        box=INITIATIVE,
        doctor=BERIT,
        more=EXPERTS | {"explanation": "Ny bedömning behövs efter två operationer."},
    ),
    Wish(
        *("utkast-soder", "19510121-9987", UPPSALA, "Internmedicin"),
        ("Yrsel och svimningar, har anhöriga i Uppsala.", "Autonom dysfunktion", "Utredning på vårdavdelning"),
        (does(ago(1, "13:30"), NADIA, "write"),),
        doctor=ELOF,
    ),
    Wish(
        *("borttaget", "19800608-9851", UPPSALA_ORTOPED, "Ortopedi"),
        ("Axelsmärta efter fall.", "", ""),
        (does(ago(4, "09:00"), YASMIN, "write"), does(ago(4, "09:20"), YASMIN, "delete")),
        more={"informed": None},
    ),
)

TO_SEND = (
    Wish(
        *("att-skicka-tumor", "19700705-9830", LUND_ORTOPED, "Ortopedi"),
        ("Tilltagande nattlig värk i låret, förändring på magnetkamera.", "Misstänkt bentumör lårben", "Öppen biopsi"),
        signed(1, "14:10", YASMIN, MAUD),
        box=INITIATIVE,
        doctor=MAUD,
        admission=12,
        more=MISSING | {"nhv": True},
    ),
    Wish(
        *("att-skicka-hud", "19881203-9868", UMEA, "Hudsjukvård"),
        (
            "Utbredd psoriasis, vill vårdas nära sin syster i Umeå.",
            "Svår plackpsoriasis",
            "Behandling på vårdavdelning",
        ),
        signed(1, "10:25", SELMA, PARISA),
        doctor=PARISA,
        more={"informed": False, "informed_reason": "Patienten var trött efter besöket, sköterskan ringer i veckan."},
    ),
    Wish(
        *("att-skicka-rygg", "19671019-9933", UPPSALA_ORTOPED, "Ortopedi"),
        ("Utstrålande smärta i båda benen, går högst hundra meter.", "Spinal stenos L3–L5", "Dekompression"),
        signed(1, "09:35", RASMUS, RASMUS),
        box=GUARANTEE,
        doctor=RASMUS,
        more=LISTED | {"listed_since": -120, "guarantee_on": -30},
    ),
)

NEW = (
    Wish(
        *("ny-idag", "19841123-9828", UPPSALA_ORTOPED, "Ortopedi"),
        ("Smärta i tummens bas, tappar saker.", "Tumbasartros höger", "Artroplastik"),
        (*signed(1, "16:05", YASMIN, CASPER), does(today(70), YASMIN, "send")),
    ),
    Wish(
        *("gammal-utan-handlaggare", "19610103-9847", UPPSALA_ORTOPED, "Ortopedi"),
        ("Knäsmärta i flera år, artrosskola och träning utan effekt.", "Gonartros höger", "Knäprotes höger"),
        sent(31, "10:10"),
        admission=25,
    ),
    Wish(
        *("per-post", "19921108-9827", UPPSALA, "Hudsjukvård"),
        (
            "Sår på båda underbenen, läker inte trots behandling i två år.",
            "Oklara bensår",
            "Utredning på vårdavdelning",
        ),
        sent(8, "11:00", SELMA, GUNVOR, "post"),
        box=INITIATIVE,
        doctor=GUNVOR,
        more=EXPERTS | {"explanation": "Behandlingen har inte hjälpt. Ny bedömning behövs."},
    ),
    Wish(
        *("lang-mottagare", "19670402-9914", HAND, "Handkirurgi"),
        ("Senskada efter snickeriolycka, tre operationer.", "Sekundär senskada höger hand", "Sentransferering"),
        sent(12, "13:20"),
        admission=28,
        more={"informed": False, "informed_reason": "Patienten behöver tolk. Samtalet är bokat."},
    ),
    Wish(
        *("garanti-vantar", "19540724-9829", "exempelkliniken-ortopedi", "Ortopedi"),
        ("Höftsmärta dygnet runt, sover i stol.", "Koxartros höger", "Höftprotes höger"),
        sent(18, "08:50"),
        box=GUARANTEE,
        admission=30,
        more=LISTED | {"listed_since": -150, "guarantee_on": -60, "lodging_wished": True},
    ),
    Wish(
        *("utifran-vardgivare", "19740208-9929", "havsbris-ledklinik", "Ortopedi"),
        ("Artros i båda knäna, värst vänster.", "Gonartros vänster", "Knäprotes vänster"),
        (
            does(
                *(ago(5, "10:15"), HENRIK, "register"),
                kind="provider",
                name="Havsbris Ledklinik, Enheten för planerad protesoperation och uppföljning av höft- och knäleder",
            ),
        ),
        admission=35,
    ),
    Wish(
        *("aterkallad", "19960820-9947", UPPSALA, "Hudsjukvård"),
        ("Nässelutslag dagligen i ett år.", "Kronisk urtikaria", "Inneliggande provokation"),
        (
            *sent(9, "13:15", SELMA, PARISA),
            does(ago(6, "10:30"), PARISA, "withdraw", reason="Patienten har fått tid på hemmaplan."),
        ),
        doctor=PARISA,
    ),
)

SENDER = (*DRAFTS, *TO_SEND, *NEW)
