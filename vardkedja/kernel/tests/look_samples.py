"""What the gallery of parts shows: invented people, every state, long names, empty lists."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

NOW = datetime(2025, 3, 4, 9, 42, tzinfo=UTC)  # 10:42 in Stockholm
TODAY = date(2025, 3, 4)
LONG_NAME = "Gun-Britt Alexandersson von Rosenstråle-Hallenborg Strömqvist"
CLINIC = "Ortopedmottagningen, SU/Mölndal"

EXPLANATION = {
    "say": "Två veckor efter att remissen skickades fredag 14 februari är fredag 28 februari. Ingen bekräftelse kom.",
    "steps": ["Dagen den skickades räknas inte.", "14 dagar fram är 28 februari, hela dagen."],
    "facts": [("Skickad", "14 feb 2025 11:26"), ("Bekräftelse", "ingen")],
    "sources": [
        {
            "title": "Rutin Remisshantering",
            "clause": "bevakning",
            "from": date(2021, 6, 1),
            "checked": date(2023, 12, 15),
            "basis": "reading",
        },
        {"title": "Riksavtalet", "clause": "", "from": None, "checked": None, "basis": "found"},
    ],
    "links": [{"label": "Källan", "href": "#kalla"}, {"label": "Annan tolkning", "href": "#annan"}],
}


def row(number: int, due: date | None, **more: Any) -> SimpleNamespace:
    """Return one row of a work list; anything may be overridden."""
    values: dict[str, Any] = {
        "id": f"r{number}",
        "href": f"/remiss/r{number}/",
        "due": due,
        "name": "Vilhelmina Tengqvist",
        "number": "193811029820",
        "age": 86,
        "matter": "Svimning, fråga om pacemaker",
        "place": "Kardiologmottagningen, SU/Sahlgrenska",
        "tone": "wait",
        "word": "Skickad",
        "note": "Ingen bekräftelse",
        "who": "Du",
        "flags": [],
    }
    return SimpleNamespace(**(values | more))


GROUPS = [
    {
        "name": "Försenade",
        "count": 2,
        "hint": "Sök efter bekräftelse eller svar. Finns inget: kontakta mottagaren.",
        "rows": [
            row(1, date(2025, 2, 19), flags=[("soon", "Bevakare frånvarande"), ("late", "Skyddad identitet")]),
            row(
                2, date(2025, 3, 3), name=LONG_NAME, who=LONG_NAME, note="", flags=[("quiet", "Öppen hos Mohammed A.")]
            ),
        ],
    },
    {"name": "Idag", "count": 1, "rows": [row(3, TODAY, tone="done", word="Bekräftad", flags=[("new", "Ny 09:51")])]},
    {"name": "I morgon", "count": 0, "rows": []},
    {
        "name": "Senare",
        "count": 1,
        "rows": [row(4, date(2025, 6, 13)), row(5, None, age=None, tone="part", word="Delsvar")],
    },
]

ACTIONS = [
    {"words": "Registrera kontakt", "href": "#kontakt"},
    {"words": "Registrera bekräftelse", "post": "/bekrafta/", "key": "k-3", "version": 2},
    {"words": "Koppla svar", "href": "#svar"},
    {"words": "Byt bevakare", "href": "#byt"},
]
OTHERS = [
    {"what": "Begära omprioritering", "who": "Remitterande läkare: Oskar Fagerström Nyberg, 031-390 06 12"},
    {"what": "Avsluta bevakningen", "who": "Går först när slutsvar har kommit"},
]
TIMELINE = [
    {
        "title": "Torsdag 6 mars",
        "planned": True,
        "events": [{"at": "", "icon": "wait", "what": "Beräknad utskrivning"}],
    },
    {
        "title": "Lördag 1 mars",
        "events": [
            {
                "at": "00:00",
                "icon": "late",
                "tone": "late",
                "what": "Bevakningen blev försenad",
                "who": "Ingen bekräftelse",
            },
        ],
    },
    {
        "title": "Fredag 14 februari",
        "events": [
            {
                "at": "14:31",
                "icon": "turn",
                "what": "Fråga från mottagaren",
                "who": LONG_NAME,
                "body": "Finns röntgen?\n\nNär?",
            },
            {"at": "13:05", "icon": "wait", "tone": "note", "what": "Mottagen och läst", "who": CLINIC},
            {
                "at": "11:26",
                "icon": "done",
                "what": "Remissen skickad",
                "docs": [{"title": "Remiss, version 1", "href": "#v1"}],
            },
        ],
    },
]
OPEN = [
    {
        "title": "Utskrivning från CLV avd 11",
        "href": "#u",
        "tone": "turn",
        "word": "Din tur",
        "by": "Idag, före 16:00",
        "by_tone": "soon",
        "action": {"words": "Kalla till SIP", "href": "#sip"},
        "note": "Beräknad utskrivning torsdag 6 mars",
        "explanation": EXPLANATION,
        "about": "är det din tur",
    },
    {
        "title": "Betalningsförbindelse till Hässleholm",
        "href": "#b",
        "tone": "wait",
        "word": "Gäller",
        "text": "Återbesök ryms",
    },
]
REASONS = [
    {
        "what": "Två avtal är valda",
        "text": "Riksavtal och mellanlänsavtal är båda ikryssade. Ett enda ska väljas.",
        "explanation": EXPLANATION,
        "about": "bara ett avtal",
        "action": {"words": "Välj bara riksavtal", "href": "#riks"},
    },
    {
        "what": "Underskrift saknas",
        "text": "Du är medicinsk sekreterare. Du kan förbereda remissen men inte skriva under den.",
        "action": {"words": "Lägg hos läkare", "post": "/lagg/", "fields": {"till": "lakare"}},
        "who": ["Johan Bergqvist Åkerhielm, överläkare", "Lars-Göran Petersson, verksamhetschef"],
    },
]

SAMPLE = SimpleNamespace(
    today=TODAY,
    long_name=LONG_NAME,
    at=datetime(2025, 3, 3, 7, 12, tzinfo=UTC),
    amount=Decimal("1846"),
    text="Höftledsartros höger sida.\nStällningstagande till protes.\n\nBor ensam i lägenhet med hiss.",
    states=[
        ("late", "Försenad"),
        ("soon", "Idag"),
        ("wait", "Skickad"),
        ("turn", "Din tur"),
        ("part", "Delbesvarad"),
        ("done", "Bekräftad"),
        ("stop", "Makulerad"),
        ("draft", "Utkast"),
    ],
    flags=[
        ("late", "Försenad 4 dagar"),
        ("soon", "Bevakare frånvarande"),
        ("new", "Ny bekräftelse"),
        ("quiet", "Öppen hos annan"),
    ],
    days=[
        date(2025, 2, 28),
        TODAY,
        date(2025, 3, 5),
        date(2025, 3, 17),
        date(2025, 3, 18),
        datetime(2025, 3, 4, 23, 30, tzinfo=UTC),
    ],
    explanation=EXPLANATION,
    facts=[("Namn", LONG_NAME), ("Brådska", "Önskad bedömning inom 4 veckor"), ("Från", CLINIC)],
    chips=[
        {"label": "Alla", "count": "200+", "href": "?", "current": True},
        {"label": "Försenade", "count": 7, "href": "?visa=sena", "tone": "late"},
        {"label": "Delbesvarade", "count": 0, "href": "?visa=del"},
    ],
    more_chips=[{"label": "Bara mina", "count": None, "href": "?vems=mina"}],
    groups=GROUPS,
    counts=[
        {
            "count": 27,
            "label": "Att bevaka",
            "href": "#1",
            "tone": "late",
            "word": "3 försenade",
            "note": "Äldst: 8 dagar sen",
        },
        {"count": "200+", "label": "Att vidimera", "href": "#2"},
        {"count": 0, "label": "Att signera", "href": "#3"},
    ],
    news=[{"at": NOW, "name": "Dragan Petrović", "href": "#n", "what": "Remissbekräftelse, väntetid 3 veckor"}],
    table=[["Februari 2025", "12", "27", "225 000,00 kr"], ["Mars 2025", "8", "11", "92 000,00 kr"]],
    table_foot=["Summa", "20", "38", "317 000,00 kr"],
    actions=ACTIONS,
    others=OTHERS,
    timeline=TIMELINE,
    open=OPEN,
    months=[{"title": "Mars 2025", "events": [("tis 4", "Fråga från kommunen", "Agneta Bengtsdotter Ståhl")]}],
    errors=[
        ("namn", "Skriv för- och efternamn"),
        ("grund", "Välj en grund"),
        ("", "Remissen har ändrats av någon annan"),
    ],
    people=[("1", "Johan Bergqvist Åkerhielm, överläkare"), ("2", "Lars-Göran Petersson, verksamhetschef")],
    options=[
        {"value": "1", "label": "1 Riksavtal"},
        {"value": "2", "label": "2 Regionavtal", "help": "Föreslaget", "why": EXPLANATION, "about": "regionavtal"},
        {"value": "3", "label": "3 Mellanlänsavtal", "off": True, "help": "Går inte med den mottagaren"},
    ],
    plain=[{"value": "a", "label": "Vårdgaranti"}, {"value": "b", "label": "Akutvård"}],
    rows=[("T.o.m.", "2025-06-30", "2025-05-31")],
    form_actions=[
        {"words": "Utfärda och skriv ut", "form": "formular", "name": "gor", "value": "utfarda"},
        {"words": "Spara och stäng", "form": "formular", "name": "gor", "value": "spara"},
        {"words": "Ta bort utkastet", "post": "/bort/", "variant": "tertiary"},
    ],
    todo=[
        {"words": "Till och med-datum saknas", "href": "#tom"},
        {"words": "Övriga 11 uppgifter är ifyllda", "done": True},
    ],
    reasons=REASONS,
)

CONTEXT: dict[str, Any] = {
    "actor": SimpleNamespace(name="Eva-Lena Abrahamsson", title="sekreterare", unit_name="Närhälsan Björkdalen"),
    "menu": [
        {"label": "Min dag", "href": "/", "current": False},
        {"label": "Att bevaka", "href": "/att-bevaka/", "current": True},
    ],
    "now": NOW,
    "demo": True,
    "live": "",
    "csrf_token": "a" * 64,
    "lang": "sv",
    "sample": SAMPLE,
}

REFUSAL = {
    "refusal": {
        "title": "Remissen utfärdades inte",
        "over": "RUS-remiss 2025-000131",
        "kept": "Inget är borttappat. Utkastet sparades idag 10:41 och inget har skickats.",
        "you": REASONS[:1],
        "others": REASONS[1:],
        "back": {"label": "Tillbaka till utkastet", "href": "#utkast"},
        "ask": {"label": "Fråga förvaltaren", "href": "#fraga"},
    },
    "patient": {"name": LONG_NAME, "number": "194203172384", "facts": [("82 år, kvinna", "")]},
}
PERSON = {
    "id": "1-1",
    "name": "Johan Bergqvist Åkerhielm",
    "title": "överläkare",
    "unit": "Ortopedkliniken Västervik",
    "does": "Skriver och utfärdar RUS-remisser",
}
PAGES: dict[str, dict[str, Any]] = {
    "gallery": {},
    "refusal": REFUSAL,
    "error": {
        "error": {
            "title": "Sidan finns inte",
            "text": "Den är borttagen eller hör till en annan enhet.",
            "request_id": "7f3a",
        }
    },
    "signin": {
        "actor": None,
        "menu": [],
        "username": "eva",
        "error": "Användarnamn eller lösenord stämmer inte",
        "next": "/",
    },
    "pick": {
        "actor": None,
        "menu": [],
        "reset": "/aterstall/",
        "groups": [{"region": "Region Kalmar län", "about": "Remiss och betalningsförbindelse", "people": [PERSON]}],
    },
    "keys": {},
    "accessibility": {"checked": "2025-03-04"},
    "downtime": {"blanks": [{"title": "Tom RUS-remiss", "href": "#rus", "note": "PDF, 2 sidor"}], "lists": []},
}
