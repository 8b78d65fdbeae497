"""The code on the paper: a QR with the document's id and version, and a short check code for typing."""

import hashlib
import hmac

import segno

# No I, L, O or U: they are mistaken for others when read from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def check_code(document_id: str, version: int, secret: bytes, letter: str = "") -> str:
    """Eight letters that only this installation can make for an id and a version, as "7X25-F999".

    `letter` is the kind of paper, where papers of several kinds share a number: each then has a code of its own.
    """
    bound = f"{letter}:{document_id}/{version}" if letter else f"{document_id}/{version}"
    digest = hmac.new(secret, bound.encode(), hashlib.sha256).digest()
    letters = "".join(ALPHABET[byte % 32] for byte in digest[:8])
    return f"{letters[:4]}-{letters[4:]}"


def qr_rows(text: str) -> list[str]:
    """The QR code of a text as rows of 0 and 1, error level M, without quiet zone."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return ["".join("1" if cell else "0" for cell in row) for row in code.matrix]
