"""What the office has decided: approved, issued, changed, revoked, expired, rejected, dismissed. Invented people."""

from vardkedja.demo.referral_telling import does
from vardkedja.demo.specialist_tales_sender import EXPERTS, LISTED, MISSING
from vardkedja.demo.specialist_telling import (
    BERIT,
    ELOF,
    GUARANTEE,
    GUNVOR,
    HENRIK,
    INITIATIVE,
    MEHDI,
    NADIA,
    RASMUS,
    SELMA,
    UMEA,
    UPPSALA,
    UPPSALA_OGON,
    UPPSALA_ORTOPED,
    Wish,
    approved,
    assessed,
    filed,
    opened,
    sent,
)
from vardkedja.demo.telling import ago, today

APPROVED = (
    Wish(
        *("godkand-att-utfarda", "19600712-9940", UPPSALA_ORTOPED, "Ortopedi"),
        ("Smärta och felställning i stortån.", "Hallux valgus", "Osteotomi"),
        (*sent(15, "09:05"), *assessed(8, "10:15"), approved(3, "11:30", issue=False), *filed(2, "09:30")),
    ),
    Wish(
        *("godkand-oppen", "19921108-9827", UMEA, "Hudsjukvård"),
        ("Klåda och knutor i huden, oklar biopsi.", "Misstänkt hudlymfom", "Bedömning vid mottagning"),
        (
            *sent(14, "14:15", SELMA, GUNVOR),
            opened(9, "09:50"),
            approved(4, "13:20"),
            does(ago(3, "10:00"), HENRIK, "letter"),
        ),
        box=INITIATIVE,
        doctor=GUNVOR,
        more=EXPERTS
        | {"explanation": "Proverna behöver bedömas av en grupp som ser många fall.", "care_form": "oppen"},
    ),
    Wish(
        *("tillagg-efter", "20060104-9984", UMEA, "Hudsjukvård"),
        ("Sköra slemhinnor och sår, svårt att äta.", "Medfödd blåsbildande hudsjukdom", "Behandling på vårdavdelning"),
        (
            *(*sent(13, "08:45", SELMA, GUNVOR), opened(9, "13:40"), approved(6, "09:20", stay=14)),
            *filed(5, "10:10", reader=SELMA),
            does(
                *(ago(1, "11:45"), GUNVOR, "supplement"),
                kind="companion",
                reason="Patienten kan inte förflytta sig själv under resan.",
            ),
        ),
        box=INITIATIVE,
        doctor=GUNVOR,
        admission=11,
        more=MISSING | {"nhv": True},
    ),
)

ISSUED = (
    Wish(
        *("utfardad-igar", "19740208-9929", UPPSALA, "Internmedicin"),
        ("Återkommande buksmärta, utredd utan resultat.", "Oklar buksmärta", "Utredning på vårdavdelning"),
        (*sent(12, "10:00", NADIA, ELOF), *assessed(6, "08:40"), approved(1, "15:10", stay=7)),
        doctor=ELOF,
        admission=18,
    ),
    Wish(
        *("brev-kvar", "19480922-9802", UPPSALA, "Internmedicin"),
        ("Feber efter utlandsresa.", "Oklar infektion", "Utredning på vårdavdelning"),
        (
            *(*sent(10, "11:25", NADIA, ELOF), *assessed(7, "14:00", MEHDI), approved(4, "09:45", MEHDI)),
            does(ago(3, "10:20"), NADIA, "read"),
        ),
        doctor=ELOF,
        admission=16,
    ),
    Wish(
        *("logi-beviljad", "19881203-9868", UMEA, "Hudsjukvård"),
        ("Svårläkta sår efter strålning.", "Kroniskt strålsår", "Sårbehandling på vårdavdelning"),
        (
            *(*sent(18, "13:10", SELMA, GUNVOR), opened(14, "10:05"), approved(10, "09:30", stay=20)),
            *filed(9, "09:00", reader=SELMA),
            does(ago(7, "14:15"), HENRIK, "lodge", nights=4, reason="Fyra dagars återbesök efter vårdtiden."),
            *filed(6, "08:55", reader=SELMA),
        ),
        box=INITIATIVE,
        doctor=GUNVOR,
        admission=4,
        more=EXPERTS
        | {
            **{"explanation": "Såren har inte läkt trots tre behandlingar.", "lodging_wished": True},
            "companion": "Synskadad, behöver ledsagning hela resan.",
        },
    ),
    Wish(
        *("garanti-utfardad", "19540724-9829", UPPSALA_ORTOPED, "Ortopedi"),
        ("Smärta i ländryggen med domningar i benen.", "Spinal stenos", "Dekompression"),
        (
            *sent(20, "10:40", RASMUS, RASMUS),
            opened(16, "11:15"),
            approved(12, "13:50"),
            *filed(11, "09:20", reader=RASMUS),
        ),
        box=GUARANTEE,
        doctor=RASMUS,
        admission=8,
        more=LISTED | {"listed_since": -140, "guarantee_on": -50},
    ),
    Wish(
        *("langre-period", "19610103-9847", UPPSALA, "Internmedicin"),
        ("Svullna leder och feber.", "Misstänkt vaskulit", "Utredning på vårdavdelning"),
        (
            *(*sent(25, "09:25", NADIA, ELOF), *assessed(20, "10:30"), approved(16, "14:20", stay=12)),
            *filed(15, "09:40", reader=NADIA),
            does(ago(4, "13:05"), HENRIK, "extend", days=6, reason="Kliniken behöver längre tid för behandlingen."),
            does(ago(3, "09:15"), HENRIK, "letter"),
        ),
        doctor=ELOF,
        admission=-6,
    ),
    Wish(
        *("flyttad-efter", "19670803-9943", UPPSALA_OGON, "Ögonsjukvård"),
        ("Grumlig hornhinna, ser ledsyn på höger öga.", "Hornhinnedystrofi", "Transplantation"),
        (
            *(*sent(17, "08:35", BERIT, BERIT), opened(13, "10:40"), approved(9, "11:10", stay=6)),
            *filed(8, "09:10", reader=BERIT),
            does(ago(2, "04:00"), "", "moves", municipality="0580", street="Provgränd 12"),
        ),
        box=INITIATIVE,
        doctor=BERIT,
        admission=13,
        more=EXPERTS | {"explanation": "Väntar på hornhinna som passar, ny bedömning behövs."},
    ),
    Wish(
        *("utgangen", "19400927-9904", UPPSALA_ORTOPED, "Ortopedi"),
        ("Knäprotesen är lös.", "Proteslossning höger knä", "Omoperation"),
        (*sent(60, "10:50"), *assessed(55, "13:00"), approved(51, "10:20"), *filed(50, "09:05")),
        admission=-45,
    ),
    Wish(
        *("upphavd", "19830510-9848", UPPSALA_ORTOPED, "Ortopedi"),
        ("Smärta i handleden vid belastning.", "Kienböcks sjukdom", "Förkortningsosteotomi"),
        (
            *(
                *sent(28, "14:05"),
                *assessed(24, "09:35", MEHDI),
                approved(20, "10:45", MEHDI),
                *filed(19, "09:00", MEHDI),
            ),
            does(ago(8, "10:55"), HENRIK, "revoke", reason="Patienten har fått vården på Södersjukhuset."),
            does(ago(7, "09:25"), HENRIK, "letter"),
        ),
        admission=6,
    ),
)

REFUSED = (
    Wish(
        *("avslagen", "19670402-9914", UPPSALA_ORTOPED, "Ortopedi"),
        ("Lätt smärta vid löpning.", "Tidig knäartros", "Knäprotes vänster"),
        (
            *(
                *sent(14, "10:35"),
                *assessed(7, "09:10", same_indication=False, same_indication_note="Strängare gräns här."),
            ),
            does(
                ago(2, "10:40"), HENRIK, "reject", reason="I Region Stockholm opereras knät först vid svårare artros."
            ),
        ),
    ),
    Wish(
        *("avslagen-finansiering", "19660608-9990", "exempelkliniken-ortopedi", "Ortopedi"),
        ("Smärta i foten efter stukning.", "Broskskada i fotleden", "Titthålsoperation"),
        (
            *(*sent(40, "08:55"), *assessed(34, "10:05", MEHDI, funding="none", funding_region="")),
            does(ago(30, "13:15"), MEHDI, "reject", reason="Kliniken har inget avtal med någon region för åtgärden."),
            *filed(29, "09:15", MEHDI),
        ),
        admission=-20,
    ),
    Wish(
        *("varden-paborjad", "19501126-9940", UPPSALA, "Internmedicin"),
        ("Viktnedgång och trötthet.", "Misstänkt tarmsjukdom", "Utredning på vårdavdelning"),
        (
            *(*sent(24, "13:45", NADIA, ELOF), opened(19, "09:55")),
            does(ago(2, "14:50"), HENRIK, "dismiss", reason="Vården började innan regionen hade beslutat."),
            does(ago(1, "09:35"), NADIA, "read"),
        ),
        doctor=ELOF,
        admission=-14,
    ),
    Wish(
        *("bor-inte-har", "19391123-9964", "havsbris-ledklinik", "Ortopedi"),
        ("Värk i höften.", "Koxartros", "Höftprotes"),
        (
            does(ago(9, "11:35"), HENRIK, "register", kind="patient", name="Patienten"),
            opened(8, "10:35"),
            does(
                today(40), HENRIK, "dismiss", reason="Patienten är folkbokförd i Gävle och hör till Region Gävleborg."
            ),
        ),
    ),
)

DECIDED = (*APPROVED, *ISSUED, *REFUSED)
