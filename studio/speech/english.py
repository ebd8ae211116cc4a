"""How English reads numbers, symbols and formulas aloud: the rules that `spoken_form` goes through.

The rules are tried from the top at each character. Their results are plain words, so that any voice can say
them and none has to know what "W_Q" is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from num2words import num2words  # type: ignore[import-untyped]

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_ABBREVIATIONS = {
    "e.g.": "for example",
    "i.e.": "that is",
    "et al.": "et al",
    "vs.": "versus",
    "cf.": "compare",
    "Eq.": "equation",
    "Fig.": "figure",
}

_SYMBOLS = {
    "<=": "is at most",
    ">=": "is at least",
    "!=": "is not",
    "==": "equals",
    "->": "to",
    "=>": "to",
    "→": "to",
    "⟶": "to",
    "⇒": "to",
    "=": "equals",
    "≠": "is not",
    "≈": "about",
    "≤": "is at most",
    "≥": "is at least",
    "<": "is less than",
    ">": "is greater than",
    "+": "plus",
    "−": "minus",
    "±": "plus or minus",
    "×": "times",
    "÷": "divided by",
    "·": "dot",
    "⋅": "dot",
    "√": "the square root of",
    "∑": "the sum of",
    "∈": "in",
    "∞": "infinity",
    "°": "degrees",
    "%": "percent",
    "&": "and",
}

# \w takes these as letters or digits; in a formula they stand higher or lower than the line.
_SUPERSCRIPTS = "²³¹⁰⁴-⁹"
_SUBSCRIPTS = "₀-₉ₐ-ₜᵢᵣᵤᵥ"
_LETTER = f"[^\\W\\d_{_SUPERSCRIPTS}{_SUBSCRIPTS}¼-¾ᵀ]"


def _always(words: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: words


def _any_of(table: dict[str, str]) -> str:
    return "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))


def _whole_number(digits: str) -> str:
    if len(digits) > 15 or (len(digits) > 1 and digits[0] == "0"):
        return _digit_by_digit(digits)
    return str(num2words(int(digits))).replace(",", "").replace(" and ", " ")


def _digit_by_digit(digits: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def _ordinal(match: re.Match[str]) -> str:
    return str(num2words(int(match[1]), to="ordinal")).replace(",", "").replace(" and ", " ")


def _number(match: re.Match[str]) -> str:
    whole, *parts = match[0].replace(",", "").split(".")
    if len(parts) > 1:  # a version: 1.2.3
        return " point ".join(map(_whole_number, (whole, *parts)))
    words = [_whole_number(whole)] if whole else []
    return " ".join([*words, *(f"point {_digit_by_digit(part)}" for part in parts)])


def _power(match: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", match[0]).lstrip("^")
    sign = "minus " if not plain[0].isdigit() else ""
    number = plain.lstrip("-−")
    said = {"2": "squared", "3": "cubed", "-1": "inverse", "−1": "inverse"}
    return said.get(plain, f"to the {sign}{_whole_number(number)}")


def _subscript(match: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", match[0])
    return " ".join(_whole_number(part) if part.isdigit() else part for part in re.findall(r"\d+|\D", plain))


def _greek(match: re.Match[str]) -> str:
    name = re.search(r"LETTER (?:FINAL )?(\w+)$", unicodedata.name(match[0], ""))
    return name[1].lower() if name else match[0]


def _letter_a(match: re.Match[str]) -> str:
    """Say the capital A inside a sentence as the letter, which a voice takes for the article."""
    before = match.string[: match.start()].rstrip(" \n\"'“‘([")
    starts_sentence = not before or before[-1] in ".!?:…"
    return "A" if starts_sentence else "eigh"


def _word(match: re.Match[str]) -> str:
    word = unicodedata.normalize("NFKC", match[0])
    spelled = word.isupper() and word.isalpha() and len(word) <= 5 and not set("AEIOUY") & set(word)
    return " ".join(word) if spelled else word.replace("’", "'")


def _anything(match: re.Match[str]) -> str:
    """Say the rest: a symbol by its name, a letter of another script as it is, anything else not at all."""
    character = match[0]
    category = unicodedata.category(character)
    name = unicodedata.name(character, "").lower()
    if category in ("Sm", "Sc", "No") and name:
        return re.sub(r"^vulgar fraction | (?:sign|operator|symbol)$", "", name).replace("-", " ")
    if character.isalnum():
        return unicodedata.normalize("NFKC", character).strip() or character
    return ""


_TABLE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # A mark that is itself spoken of, such as the token “!”.
    (r"(?<=[“‘])[^\w\s](?=[”’])", lambda match: unicodedata.name(match[0], "").lower()),
    # Words that look like something else.
    (rf"(?<!\w)(?:{_any_of(_ABBREVIATIONS)})", lambda match: _ABBREVIATIONS[match[0]]),
    (r"(?<!\w)(?:[A-Z]\.){2,}", lambda match: " ".join(match[0].replace(".", ""))),
    (rf"(?<!{_LETTER})[Aa](?=[,;)\]^_\d{_SUPERSCRIPTS}{_SUBSCRIPTS}]|\s?[=≈≠≤≥<>+×·])", _always("eigh")),
    (rf"(?<!{_LETTER})A(?!{_LETTER})", _letter_a),
    # Numbers. A hyphen is a minus where a sign can stand, and between numbers that stand apart.
    (r"(?<![\w)\]])-(?=\.?\d)|(?<=\d )-(?= \d)|(?<=\de)-(?=\d)", _always("minus")),
    (r"(\d{1,15})(?:st|nd|rd|th)(?!\w)", _ordinal),
    (r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*|(?<![\w.])\.\d+", _number),
    (r"(?<=\d)x(?=\d)|(?<=\d )x(?= \d)", _always("times")),
    (r"(?<=\d)–(?=\d)", _always("to")),
    (r"(?<=[\d)])/|/(?=\s?[\d√(])", _always("over")),
    (r"(?<=\d):(?=\d)", _always(" ")),
    # Formulas.
    (r"\^[T⊤](?!\w)|ᵀ|⊤", _always("transpose")),
    (rf"\^[-−]?\d+|⁻?[{_SUPERSCRIPTS}]+", _power),
    (r"\^", _always("to the")),
    (rf"[{_SUBSCRIPTS}]+", _subscript),
    (r"(?<=\w)\*(?=\w)|(?<=\w )\*(?= \w)", _always("times")),
    (r"~(?=\s?\d)", _always("about")),
    # Rests.
    (r"\s*[—―]\s*|\s*--+\s*|(?<![\d\s])\s+[–-]\s+|\s+[–-]\s+(?![\d\s])", _always(", ")),
    (r"\.{2,}|…", _always(", ")),
    (r"(?<=\w)\.(?=[a-z0-9])", _always("dot")),
    (r"(?<!\w)\(", _always(", ")),
    (r"\)(?!\s*[=<>≈≤≥≠+−×·/])", _always(", ")),
    (_any_of(_SYMBOLS), lambda match: _SYMBOLS[match[0]]),
    (r"[,;:.!?]", lambda match: f"{match[0]} "),
    # Words.
    (rf"(?<={_LETTER})-(?={_LETTER})", _always("-")),
    (rf"(?<=\w)['’](?={_LETTER})", _always("'")),
    (r"(?<![Α-ω])[Α-ω](?![Α-ω])", _greek),
    (rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f]|['’](?={_LETTER}))*", _word),
    (r"\s+", _always(" ")),
    (r"[\s\S]", _anything),
)

ENGLISH = tuple((re.compile(pattern), said) for pattern, said in _TABLE)
"""Pairs of a pattern and of what is said for it; the first that fits is taken."""
