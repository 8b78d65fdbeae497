"""The 21 regions by code, and the names people write them by (RUS-47)."""

from __future__ import annotations

KRONOBERG = "07"

# Code, short name, full name. Codes are those of the counties.
REGIONS: dict[str, tuple[str, str]] = {
    "01": ("Stockholm", "Region Stockholm"),
    "03": ("Uppsala", "Region Uppsala"),
    "04": ("Sörmland", "Region Sörmland"),
    "05": ("Östergötland", "Region Östergötland"),
    "06": ("Jönköping", "Region Jönköpings län"),
    "07": ("Kronoberg", "Region Kronoberg"),
    "08": ("Kalmar", "Region Kalmar län"),
    "09": ("Gotland", "Region Gotland"),
    "10": ("Blekinge", "Region Blekinge"),
    "12": ("Skåne", "Region Skåne"),
    "13": ("Halland", "Region Halland"),
    "14": ("Västra Götaland", "Västra Götalandsregionen"),
    "17": ("Värmland", "Region Värmland"),
    "18": ("Örebro", "Region Örebro län"),
    "19": ("Västmanland", "Region Västmanland"),
    "20": ("Dalarna", "Region Dalarna"),
    "21": ("Gävleborg", "Region Gävleborg"),
    "22": ("Västernorrland", "Region Västernorrland"),
    "23": ("Jämtland", "Region Jämtland Härjedalen"),
    "24": ("Västerbotten", "Region Västerbotten"),
    "25": ("Norrbotten", "Region Norrbotten"),
}

_ALSO = {
    "vgr": "14",
    "västra götalands": "14",
    "södermanland": "04",
    "södermanlands": "04",
    "jämtland härjedalen": "23",
    "jönköpings": "06",
}
_ASCII = str.maketrans("åäö", "aao")


def region_code(written: str | None) -> str | None:
    """The two-digit code of a region written as code or name ("08", "Kalmar", "Region Kalmar län"), or None."""
    if not written:
        return None
    if written in REGIONS:
        return written
    return _BY_NAME.get(_key(written))


def region_name(code: str) -> str:
    """The full name, "Region Kalmar län"; what was written when the code is unknown."""
    return REGIONS[code][1] if code in REGIONS else code


def region_short(code: str) -> str:
    """The short name, "Kalmar"; what was written when the code is unknown."""
    return REGIONS[code][0] if code in REGIONS else code


def _key(written: str) -> str:
    words = written.casefold().replace("_", " ").replace("-", " ").split()
    kept = [word for word in words if word not in ("region", "regionen", "län", "lan", "landsting", "landstinget")]
    return " ".join(kept).translate(_ASCII)


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, (short, full) in REGIONS.items():
        for name in (short, full, f"{short}s"):
            found[_key(name)] = code
    return found | {_key(name): code for name, code in _ALSO.items()}


_BY_NAME = _names()
