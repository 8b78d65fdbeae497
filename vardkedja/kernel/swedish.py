"""Swedish order and search without help from the database (some PostgreSQL builds have no ICU).

Both keys are stored beside the text they come from and follow it; see the stack's note on sorting and search.
"""

import unicodedata

# Letters that do not take apart into a base letter and an accent. æ and ø are sorted as the Swedish ä and ö.
_LETTERS = {"æ": "ä", "ø": "ö", "œ": "ö", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i"}
_ORDER = " 0123456789abcdefghijklmnopqrstuvwxyzåäö"
# Every place takes two digits, so any collation (C, sv_SE, en_US) gives the same order.
_WEIGHT = {letter: f"{place + 10}" for place, letter in enumerate(_ORDER)}
_AFTER_ALL = "99"
_PLAIN = str.maketrans("åäö", "aao")


def sort_key(text: str) -> str:
    """A key that sorts texts in Swedish order: a–z, then å, ä, ö; w is a letter of its own, after v.

    In: any text. Out: digits only, two per letter; compare as text. Case, accents and kind of space or hyphen do
    not count; ü sorts as y. Other signs are left out, letters of other scripts come last. The empty text gives
    the empty key. Texts that differ only in case or accent get the same key: break such ties by id.
    """
    return "".join(_WEIGHT.get(letter) or f"{_AFTER_ALL}{ord(letter):07d}" for letter in _fold(text, {"ü": "y"}))


def search_key(text: str) -> str:
    """A key to find a text by the start of any word in it, with or without the dots of å, ä and ö.

    In: any text. Out: lower-case words, each after one space; accents gone except on å, ä, ö; then every word
    that has å, ä or ö once more with a, a, o: `Västerviks sjukhus` gives ` västerviks sjukhus vasterviks`.
    """
    words = _fold(text, {}).split()
    plain = [word.translate(_PLAIN) for word in words]
    both = words + [other for word, other in zip(words, plain, strict=True) if other != word]
    return "".join(f" {word}" for word in both)


def search_patterns(query: str) -> list[str]:
    """LIKE patterns, one per word a person typed; a text matches when its search key matches them all.

    In: what was typed. Out: patterns such as `% väster%`; an empty list when nothing can be searched for.
    The words hold letters and digits only, so no sign of LIKE needs escaping.
    """
    return [f"% {word}%" for word in _fold(query, {}).split()]


def _fold(text: str, special: dict[str, str]) -> str:
    """Lower case, accents gone except on å ä ö, everything that is no letter or digit a single space."""
    letters = _LETTERS | special
    out = []
    for letter in unicodedata.normalize("NFC", text).casefold():
        letter = letters.get(letter, letter)
        if letter not in "åäö":
            letter = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        out.append(letter if letter.isalnum() else _space_for(letter))
    return " ".join("".join(out).split())


def _space_for(sign: str) -> str:
    """A space for what parts words, nothing for what stands inside them (the apostrophe of O'Hara)."""
    return "" if sign in ("'", "’", "`", "´", "") else " "
