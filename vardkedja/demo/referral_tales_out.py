"""What Björkdalen writes, signs and sends, and what has come back. Invented people; the hospitals are real."""

from vardkedja.demo.referral_telling import (
    AMIR,
    BORAS,
    EVALENA,
    GUSTAV,
    JENNY,
    KERSTIN,
    LIDKOPING,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    ULLABRITT,
    Consult,
    assigned,
    confirmed,
    does,
    read,
    sent,
    to_send,
    to_sign,
)
from vardkedja.demo.telling import ago, today

BEING_WRITTEN = (
    Consult(
        *("utan-mottagare", "20091010-2391", "", "Knäsmärta efter vridvåld för tre veckor sedan."),
        (does(ago(1, "15:40"), OSKAR, "write"),),
        decided=None,
    ),
    Consult(
        *("axel-utkast", "19540602-9917", MOLNDAL, "Axelsmärta höger, misstänkt cuffruptur. Fråga: bedömning?"),
        (does(today(50), EVALENA, "write"),),
    ),
    Consult(
        *("hoft-diktat", "19460418-2388", MOLNDAL, "Höftartros vänster, gångsträcka 200 meter. Fråga: protes?"),
        (does(ago(1, "11:00"), OSKAR, "dictate", number="20417", words="Röntgensvaret ligger i journalen."),),
    ),
    Consult(
        *("vanligt-diktat", "19790101-9997", "", ""),
        (does(ago(1, "08:00"), OSKAR, "dictate_other", number="20409", words="Besöksanteckning."),),
    ),
    Consult(
        *("rygg-pool", "19700525-9846", BORAS, "Långvarig ryggsmärta. Fråga: bedömning?"),
        (does(ago(1, "13:20"), AMIR, "dictate", number="20421", to_pool=True),),
        doctor=AMIR,
    ),
    Consult(
        *("fot-utskrivet", "19811219-9925", MOLNDAL, "Hallux valgus höger med sår. Fråga: operation?"),
        (
            does(ago(3, "10:30"), OSKAR, "dictate", number="20388", to_pool=True),
            does(ago(2, "09:15"), ULLABRITT, "transcribe"),
        ),
    ),
    Consult(
        *("kna-signera", "19650822-9967", MOLNDAL, "Meniskskada vänster knä, låsningar. Fråga: operation?"),
        to_sign(1, "09:40", EVALENA),
    ),
    Consult(
        *("hand-skyndsam", "19771105-9829", MOLNDAL, "Känselbortfall i höger hand sedan två veckor. Fråga: bedömning?"),
        to_sign(1, "14:10", EVALENA),
        priority="urgent",
    ),
    Consult(
        *("hoft-amir", "19410926-9938", MOLNDAL, "Höftsmärta efter fall, röntgen utan fraktur. Fråga: bedömning?"),
        to_sign(2, "13:30", EVALENA),
        doctor=AMIR,
    ),
    Consult(
        *("kna-skicka", "19560816-9834", BORAS, "Knäartros höger, nattlig värk. Fråga: protes?"),
        (*to_sign(1, "10:05", EVALENA), does(today(70), OSKAR, "sign")),
    ),
    Consult(
        *("sen-att-skicka", "19480303-9983", MOLNDAL, "Ländryggsstenos, kort gångsträcka. Fråga: ställningstagande?"),
        to_send(2, "11:20", OSKAR),
        decided=12,
    ),
    Consult(
        *("makulerad", "19920217-9959", MOLNDAL, "Fotledsinstabilitet. Fråga: bedömning?"),
        (*to_sign(6, "09:10"), does(ago(5, "08:50"), OSKAR, "delete")),
    ),
    Consult(
        *("andrad-fore", "19630707-9803", LIDKOPING, "Karpaltunnelsyndrom, båda händerna. Fråga: operation?"),
        (*to_send(4, "09:10", EVALENA), does(ago(3, "11:15"), EVALENA, "change")),
    ),
)

SILENT = (
    Consult(
        *("nyss-skickad", "19751006-9870", MOLNDAL, "Frusen skuldra vänster. Fråga: behandling?"),
        sent(1, "08:20"),
    ),
    Consult(
        *("skyndsam-utan", "19381102-9820", MOLNDAL, "Snabbt ökande höftsmärta, känd metastas. Fråga: bedömning?"),
        sent(2, "15:05"),
        priority="urgent",
    ),
    Consult(
        *("jenny-bevakar", "19500731-9907", MOLNDAL, "Tumbasartros höger. Fråga: operation?"),
        (*sent(4, "10:00", monitor=JENNY), assigned(3, "09:20", GUSTAV)),
    ),
    Consult(
        *("forsenad-kontakt", "19430108-9894", MOLNDAL, "Höftartros höger, sömnstörande värk. Fråga: protes?"),
        (
            *sent(13, "09:30", EVALENA),
            *(assigned(11, "10:10", GUSTAV),),
            does(
                ago(1, "09:50"),
                EVALENA,
                "contact",
                answered="Sekreterare, ortopedmottagningen",
                outcome=("De hittar remissen i inkorgen. Läkaren återkommer med bekräftelse under veckan."),
            ),
        ),
    ),
    Consult(
        *("tyst-boras", "19360214-9886", BORAS, "Knäartros vänster. Fråga: protes?"),
        sent(16, "13:45", monitor=JENNY),
    ),
    Consult(
        *("flyttad-kontakt", "19730311-9882", BORAS, "Tennisarmbåge sedan ett år. Fråga: bedömning?"),
        (
            *sent(14, "09:00"),
            does(ago(2, "14:30"), JENNY, "contact", answered="Sjuksköterska", outcome="Bekräftelse utlovad.", days=7),
        ),
    ),
    Consult(
        *("kerstin-bevakar", "19531111-9951", LIDKOPING, "Axelartros höger. Fråga: protes?"),
        (
            *sent(7, "11:30", AMIR, AMIR),
            does(ago(1, "08:15"), EVALENA, "change_monitor", to=KERSTIN, reason="Amir är borta."),
        ),
        doctor=AMIR,
    ),
    Consult(
        *("amirs-bevakning", "19580220-9972", MOLNDAL, "Höftsmärta utan fynd på röntgen. Fråga: utredning?"),
        sent(6, "14:00", AMIR, AMIR),
        doctor=AMIR,
    ),
    Consult(
        *("andrad-efter", "19850909-9969", MOLNDAL, "Ganglion handled. Fråga: operation?"),
        (
            *sent(3, "09:35"),
            does(ago(2, "10:40"), OSKAR, "change_sent", more="Patienten är pianist.", reason="Yrket saknades."),
        ),
    ),
    Consult(
        *("aterkallad", "19961201-9944", MOLNDAL, "Patellaluxation, första gången. Fråga: bedömning?"),
        (
            *sent(8, "13:05"),
            does(ago(7, "08:25"), OSKAR, "recall", reason="Patienten behandlas redan på annan klinik."),
        ),
    ),
)

COME_BACK = (
    Consult(
        *("vecka-att-godta", "19491028-9901", MOLNDAL, "Belastningssmärta vänster höft i två år. Fråga: operation?"),
        (*sent(7, "09:05"), assigned(6, "08:40"), confirmed(4, "10:20", 6)),
    ),
    Consult(
        *("godtagen", "19570624-9827", MOLNDAL, "Knäartros höger, provat artrosskola. Fråga: protes?"),
        (
            *(*sent(20, "10:10"), assigned(19, "08:35"), confirmed(16, "11:00", 10)),
            *read(15, "08:30"),
        ),
    ),
    Consult(
        *("godtagen-sekreterare", "19440505-9934", BORAS, "Höftartros vänster. Fråga: protes?"),
        (
            *(*sent(18, "14:20", EVALENA), does(ago(17, "09:10"), "joakim.sjohagen", "assign", to="nadja.falkenvik")),
            does(ago(15, "15:00"), "nadja.falkenvik", "confirm", weeks=8, told="kopia"),
            does(ago(14, "08:50"), EVALENA, "accept"),
        ),
    ),
    Consult(
        *("ej-underrattad", "19890517-9811", MOLNDAL, "Bakre korsbandsskada. Fråga: bedömning?"),
        (*sent(8, "11:15"), assigned(7, "08:30", GUSTAV), confirmed(4, "14:15", 4, GUSTAV, "")),
    ),
    Consult(
        *("omprioriterad", "19620713-9970", MOLNDAL, "Axelsmärta, kan inte arbeta. Fråga: operation?"),
        (
            *(*sent(12, "08:45"), assigned(11, "09:00"), confirmed(9, "13:10", 24)),
            does(ago(8, "10:05"), OSKAR, "attest", kind="confirmation"),
            does(ago(5, "10:10"), OSKAR, "reprioritise", reason="Patienten är sjukskriven och har ökande värk."),
        ),
        priority="urgent",
    ),
    Consult(
        *("delsvar", "19690123-9860", MOLNDAL, "Misstänkt seronegativ artrit i höft. Fråga: utredning?"),
        (
            *(*sent(19, "09:25"), assigned(18, "08:30"), confirmed(16, "09:40", 7)),
            *read(15, "09:30"),
            does(ago(4, "16:05"), SHIRIN, "answer", kind="partial", text="Magnetkameraundersökning är beställd."),
        ),
    ),
    Consult(
        *("preliminart", "19520914-9862", MOLNDAL, "Recidiverande höftluxation. Fråga: åtgärd?"),
        (
            *(*sent(22, "10:50"), assigned(21, "08:30", GUSTAV), confirmed(20, "09:10", 8, GUSTAV)),
            does(ago(10, "15:20"), GUSTAV, "answer", kind="preliminary", text="Revision övervägs. Svar följer."),
            *read(19, "08:40"),
            does(ago(9, "08:42"), OSKAR, "attest", kind="preliminary"),
        ),
    ),
    Consult(
        *("slutsvar-oskar", "19600323-9917", MOLNDAL, "Triggerfinger höger hand. Fråga: operation?"),
        (
            *(*sent(15, "09:15"), assigned(14, "08:30", GUSTAV), confirmed(12, "10:30", 4, GUSTAV)),
            *read(11, "09:00"),
            does(ago(1, "14:40"), GUSTAV, "answer", kind="final", text="Opererad i lokalbedövning utan komplikation."),
        ),
    ),
    Consult(
        *("bevakas-vidare", "19510130-9846", MOLNDAL, "Spinal stenos. Fråga: operation?"),
        (
            *(*sent(25, "10:20"), assigned(24, "08:35")),
            does(
                ago(12, "13:00"), SHIRIN, "answer", kind="final", text="Ingen operation nu. Ny kontakt vid försämring."
            ),
            does(ago(11, "09:20"), OSKAR, "attest", kind="final", end=False),
            does(ago(11, "09:22"), OSKAR, "move_date", days=60, cause="ny kontakt om två månader"),
        ),
    ),
    Consult(
        *("avslutad", "19350412-9812", MOLNDAL, "Coxartros höger. Fråga: protes?"),
        (
            *(*sent(30, "09:45"), assigned(29, "08:30"), confirmed(27, "09:30", 3)),
            *read(26, "08:40"),
            does(ago(9, "11:10"), SHIRIN, "answer", kind="final", text="Höftprotes planerad, datum är satt."),
            does(ago(8, "08:55"), OSKAR, "attest", kind="final", end=True),
        ),
    ),
    Consult(
        *("avslutad-sekreterare", "19450530-2382", BORAS, "Knäprotes med smärta. Fråga: lossning?"),
        (
            *(*sent(28, "13:50", EVALENA), does(ago(27, "09:05"), "joakim.sjohagen", "assign", to="nadja.falkenvik")),
            does(ago(13, "14:00"), "nadja.falkenvik", "answer", kind="final", text="Ingen lossning på röntgen."),
            does(ago(12, "09:25"), OSKAR, "attest", kind="final"),
            does(ago(12, "10:00"), EVALENA, "end"),
        ),
    ),
    Consult(
        *("stangd", "19790101-9997", MOLNDAL, "Ganglion fotrygg. Fråga: operation?"),
        (
            *sent(17, "11:05"),
            does(ago(6, "09:40"), OSKAR, "close", reason="declined", text="Besvären har gått över."),
        ),
    ),
)

OUTGOING = (*BEING_WRITTEN, *SILENT, *COME_BACK)
