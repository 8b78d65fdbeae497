"""Emergency admissions away from home, ours elsewhere and others' here, and the referrals that some lead to. Invented people."""

from vardkedja.demo.referral_telling import does
from vardkedja.demo.specialist_telling import (
    EMERGENCY,
    FOLKE,
    HENRIK,
    NADIA,
    TOVA,
    UMEA,
    UPPSALA,
    Stay,
    Wish,
    back,
    office,
)
from vardkedja.demo.telling import today

ON_CALL = {"body": "Medicinkliniken", "function": "bakjour"}
HOME = {"name": "Alva Påhittsson", "function": "bakjour, medicinkliniken i hemregionen"}
UNIVERSITY = "Akademiska sjukhuset"
NORTH = "Norrlands universitetssjukhus"

OUT = (
    Stay(
        *("ute-dag-2", "19670402-9914", -2),
        (does(back(1, "10:20"), TOVA, "register", **ON_CALL),),
        hospital="Gävle sjukhus",
        region="21",
    ),
    Stay(
        *("ute-dag-5", "19561005-9916", -5),
        (does(back(3, "14:10"), TOVA, "register"),),
        hospital=NORTH,
        region="24",
    ),
    Stay(
        *("ute-dag-8", "19920824-9947", -8),
        (does(back(4, "09:30"), TOVA, "register"),),
        hospital="Falu lasarett",
        region="20",
    ),
    Stay(
        *("ute-sen-kontakt", "19670803-9943", -11),
        (does(back(2, "16:40"), TOVA, "register", **ON_CALL),),
        hospital="Östersunds sjukhus",
        region="23",
    ),
    Stay(
        *("ute-ska-overforas", "19280906-9871", -6),
        (
            does(back(5, "11:00"), TOVA, "register", **ON_CALL),
            does(back(4, "13:15"), FOLKE, "decide", decision="transfer", motive="Stabil, kan flyttas liggande."),
            does(back(4, "13:25"), FOLKE, "possible", days=-2),
        ),
        hospital="Visby lasarett",
        region="09",
    ),
    Stay(
        *("ute-overford", "19501126-9940", -13),
        (
            does(back(11, "09:40"), TOVA, "register", **ON_CALL),
            does(back(10, "10:30"), FOLKE, "decide", decision="transfer", motive="Feberfri, klarar bårtransport."),
            does(back(10, "10:40"), FOLKE, "possible", days=-9),
            does(back(8, "15:20"), TOVA, "transfer"),
        ),
        hospital=UNIVERSITY,
        region="03",
    ),
    Stay(
        *("ute-vardas-med-forbindelse", "19540724-9829", -24),
        (
            does(back(22, "08:50"), TOVA, "register", **ON_CALL),
            does(
                back(20, "14:00"), FOLKE, "decide", decision="continue", motive="Stor hjärtinfarkt, tål inte transport."
            ),
        ),
        hospital=UNIVERSITY,
        region="03",
    ),
    Stay(
        *("ute-vardas-remiss-skickad", "19510121-9987", -9),
        (
            does(back(6, "10:10"), TOVA, "register", **ON_CALL),
            does(back(5, "12:30"), FOLKE, "decide", decision="continue", motive="Sövd i respirator efter olycka."),
        ),
        hospital=NORTH,
        region="24",
    ),
    Stay(
        *("ute-vardas-utan", "19830510-9848", -10),
        (
            does(back(7, "13:50"), TOVA, "register", **ON_CALL),
            does(back(6, "09:20"), FOLKE, "decide", decision="continue", motive="Nyopererad, behöver ligga stilla."),
        ),
        hospital="Sundsvalls sjukhus",
        region="22",
        specialty="Kirurgi",
    ),
    Stay(
        *("ute-utskriven", "20050125-9873", -16),
        (
            does(back(14, "10:00"), TOVA, "register", **ON_CALL),
            does(back(12, "11:30"), TOVA, "end", reason="Utskriven till hemmet."),
        ),
        hospital="Gävle sjukhus",
        region="21",
    ),
    Stay(
        *("ute-felregistrerad", "19921108-9827", -4),
        (
            does(back(3, "09:10"), TOVA, "register"),
            does(back(3, "09:35"), TOVA, "void", reason="Patienten låg på Danderyds sjukhus."),
        ),
        hospital=UNIVERSITY,
        region="03",
    ),
)

HERE = (
    Stay("har-dag-2", "19390706-9862", -2, (does(back(1, "08:40"), NADIA, "register"),)),
    Stay("har-dag-5", "19471105-9834", -5, (does(back(4, "09:00"), NADIA, "register"),)),
    Stay("har-dag-8", "19611013-9943", -8, (does(back(7, "10:30"), NADIA, "register"),)),
    Stay(
        *("har-kontaktad", "19460304-9943", -3),
        (
            does(back(2, "09:15"), NADIA, "register"),
            does(today(120), NADIA, "contact", body="Akademiska sjukhuset, medicinkliniken", function="bakjour"),
        ),
    ),
    Stay(
        *("har-ska-overforas", "20060404-9981", -6),
        (
            does(back(5, "11:20"), NADIA, "register", **ON_CALL),
            does(back(3, "14:00"), NADIA, "decide", decision="transfer", motive="Klarar transport med flyg.", **HOME),
            does(back(3, "14:10"), NADIA, "possible", days=-1),
        ),
    ),
    Stay(
        *("har-overford", "19550914-9893", -15),
        (
            does(back(14, "09:50"), NADIA, "register", **ON_CALL),
            does(back(12, "10:40"), NADIA, "decide", decision="transfer", motive="Stabil efter två dygn.", **HOME),
            does(back(10, "13:00"), NADIA, "transfer"),
        ),
    ),
    Stay(
        *("har-vardas-med-forbindelse", "19530524-9848", -18),
        (
            does(back(16, "10:10"), NADIA, "register", **ON_CALL),
            does(back(13, "11:45"), NADIA, "decide", decision="continue", motive="Väntar på operation här.", **HOME),
            does(back(9, "15:30"), NADIA, "commitment", number="V-EXEMPEL-17", first=-12, last=9),
        ),
    ),
    Stay(
        *("har-vardas-tagit-slut", "19690826-9803", -26),
        (
            does(back(24, "08:55"), NADIA, "register", **ON_CALL),
            does(
                back(21, "13:20"), NADIA, "decide", decision="continue", motive="Infekterat sår, daglig vård.", **HOME
            ),
            does(back(19, "10:00"), NADIA, "commitment", number="J-EXEMPEL-04", first=-19, last=-3),
        ),
        specialty="Kirurgi",
    ),
    Stay(
        *("har-vardas-utan", "20000508-9990", -12),
        (
            does(back(10, "09:45"), NADIA, "register", **ON_CALL),
            does(back(8, "16:10"), NADIA, "decide", decision="continue", motive="Ska röntgas igen före flytt.", **HOME),
        ),
    ),
    Stay(
        *("har-utskriven", "19680102-9841", -20),
        (
            does(back(18, "10:20"), NADIA, "register", **ON_CALL),
            does(back(17, "14:30"), NADIA, "end", reason="Utskriven till hemmet."),
        ),
    ),
)

REFERRED = (
    Wish(
        *("akut-utfardad", "19540724-9829", UPPSALA, "Internmedicin"),
        ("Stor hjärtinfarkt under besök hos dottern.", "Akut hjärtinfarkt", "Fortsatt intensivvård"),
        (
            does(back(19, "09:10"), FOLKE, "write"),
            does(back(19, "09:30"), FOLKE, "sign"),
            does(back(19, "09:35"), TOVA, "send"),
            does(office(13, "10:00"), HENRIK, "open"),
            does(office(13, "10:40"), HENRIK, "approve"),
            does(office(8, "09:15"), HENRIK, "letter"),
            does(back(7, "08:40"), TOVA, "read"),
        ),
        box=EMERGENCY,
        doctor=FOLKE,
        admission=None,
        more={"period_from": -20, "period_to": 4},
    ),
    Wish(
        *("akut-vantar", "19510121-9987", UMEA, "Internmedicin"),
        ("Trafikolycka, flera frakturer, sövd.", "Multitrauma", "Fortsatt intensivvård"),
        (
            does(back(4, "10:20"), TOVA, "write"),
            does(back(4, "13:10"), FOLKE, "sign"),
            does(back(4, "13:20"), TOVA, "send"),
        ),
        box=EMERGENCY,
        doctor=FOLKE,
        admission=None,
        more={
            **{"period_from": -5, "period_to": 16, "informed": False},
            "informed_reason": "Patienten är sövd. Anhöriga är informerade.",
        },
    ),
)
# Which admission each referral comes from.
FROM_STAY = {"akut-utfardad": "ute-vardas-med-forbindelse", "akut-vantar": "ute-vardas-remiss-skickad"}
STAYS = (*OUT, *HERE)
