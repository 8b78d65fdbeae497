"""The check of a printed commitment by number and code: what was typed, and the table of wrong tries (X-11, SVR-36).

The verb is `actions/checking.py`. Nothing here or there reads a patient.
"""

import ipaddress
import re
from dataclasses import dataclass

from django.db import models
from django.utils.crypto import salted_hmac

from vardkedja.kernel.fields import Classed
from vardkedja.kernel.paper.codes import ALPHABET

NUMBER = re.compile(r"(S?)(\d{4})(\d{6,9})", re.ASCII)
QR = re.compile(r"VK1:([A-Z]):([^:]{1,20}):(\d{1,6}):([^:]{1,12})", re.ASCII)
QR_LETTERS = {"R": "rus", "B": "svr"}  # the papers that promise payment; a referral's or a letter's code opens nothing
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LONGEST = 100  # signs in a field; nothing that is printed is longer


class CheckFailure(Classed):
    """One wrong number or code. The address it came from is kept as a keyed hash, and no longer than it counts."""

    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects: "models.Manager[CheckFailure]" = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["address_hash", "at"], name="check_failure_of_address"),
            models.Index(fields=["at"], name="check_failure_at"),
        ]


@dataclass(frozen=True)
class Asked:
    """A number and a code in the form that the paper has them. `version` is known only from a QR code.

    `number` and `code` are "" when what was typed can be neither: the answer is then the same as for a wrong one.
    """

    kind: str
    number: str
    code: str
    version: int | None = None


def read(number: str, code: str) -> Asked:
    """What was typed, or the text of the QR code in either field. Case, dashes, spaces and O for 0 do not matter."""
    for text in (number, code):
        found = QR.fullmatch(plain(text))
        if found:
            letter, inside, version, short = found.groups()
            asked = _read(inside, short)
            kind = QR_LETTERS.get(letter)
            return (
                Asked(asked.kind, asked.number, asked.code, int(version)) if kind == asked.kind else Asked("", "", "")
            )
    return _read(number, code)


def _read(number: str, code: str) -> Asked:
    found = NUMBER.fullmatch(_joined(number))
    letters = _joined(code)
    if found is None or len(letters) != 8 or not set(letters) <= set(ALPHABET):
        return Asked("", "", "")
    prefix, year, serial = found.groups()
    return Asked("svr" if prefix else "rus", f"{prefix}{year}-{serial}", f"{letters[:4]}-{letters[4:]}")


def plain(text: str) -> str:
    """In capitals and without spaces."""
    return "".join(text[:LONGEST].upper().split())


def _joined(text: str) -> str:
    """Without dashes of any kind, and the letters that the codes lack read as the digits they look like."""
    return re.sub(r"[-\u2010-\u2015\u2212.]", "", plain(text)).translate(MISREAD)


def address_key(address: str) -> str:
    """The keyed hash of where a request comes from; of IPv6 the network, since one subscriber has all its addresses."""
    try:
        known = ipaddress.ip_address(address)
        place = str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)
    except ValueError:
        place = "unknown"
    return salted_hmac("commitment-check", place, algorithm="sha256").hexdigest()
