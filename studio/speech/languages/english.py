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
    "etc.": "et cetera",
    "approx.": "approximately",
    "Eq.": "equation",
    "Fig.": "figure",
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missis",
    "Prof.": "Professor",
}

# Short words in capitals that somebody stresses; others of two and three letters are spelled.
_STRESSED = "ALL AND ANY BUT BY FOR HOW IF IN IS NO NOT OF ON ONE OR THE TO TWO WE WHY YES YOU"

_MONEY = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}

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

# How many rows or columns there are: n, m, d, or a d with an index such as d_in.
_SIZE = r"(?:[nm]|d(?:_\w+)?)(?!\w)"
_AFTER_INDEXED_SIZE = "|".join(rf"(?<=\bd_\w{{{length}}} )" for length in range(1, 13))


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
    return _amount(match[0])


def _amount(written: str) -> str:
    whole, *parts = written.replace(",", "").split(".")
    if len(parts) > 1:  # a version: 1.2.3
        return " point ".join(map(_whole_number, (whole, *parts)))
    words = [_whole_number(whole)] if whole else []
    return " ".join([*words, *(f"point {_digit_by_digit(part)}" for part in parts)])


def _year(match: re.Match[str]) -> str:
    year = str(num2words(int(match[1]), to="year")).replace(" and ", " ")
    if not match[2]:
        return year
    return year[:-1] + "ies" if year.endswith("y") else year + "s"


def _money(match: re.Match[str]) -> str:
    """Say "$5", "$1.50" and "$1.5 million"."""
    sign, whole, part, magnitude = match.groups()
    one, hundredth = _MONEY[sign]
    if magnitude or (part and len(part) != 2):
        number = _amount(f"{whole}.{part}" if part else whole)
        return " ".join(filter(None, (number, magnitude, f"{one}s")))
    said = f"{_amount(whole)} {one}" + ("" if whole == "1" else "s")
    if part and int(part):
        pence = "pence" if hundredth == "penny" else f"{hundredth}s"
        said += f" {_amount(str(int(part)))} {hundredth if int(part) == 1 else pence}"
    return said


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
    plural = len(word) > 2 and word.endswith("s") and word[:-1].isupper()
    name = word[:-1] if plural else word
    if not (name.isupper() and name.isalpha() and 1 < len(name) <= 5) or name in _STRESSED.split():
        return word.replace("’", "'")
    if len(name) > 3 and set("AEIOUY") & set(name):
        return word
    return _spell(name) + ("'s" if plural else "")


def _spell(letters: str) -> str:
    return " ".join("eigh" if letter == "A" else letter for letter in letters)


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
    (r"(?<!\w)(?:[A-Z]\.){2,}", lambda match: _spell(match[0].replace(".", ""))),
    (rf"(?<!{_LETTER})[Aa](?=[,;)\]^_\d{_SUPERSCRIPTS}{_SUBSCRIPTS}]|\s?[=≈≠≤≥<>+×·])", _always("eigh")),
    (rf"(?<!{_LETTER})A(?!{_LETTER})", _letter_a),
    # Numbers. A hyphen is a minus where a sign can stand, and between numbers that stand apart.
    (r"(?<![\w)\]])-(?=\.?\d)|(?<=\d )-(?= \d)|(?<=\de)-(?=\d)", _always("minus")),
    (r"(\d{1,15})(?:st|nd|rd|th)(?!\w)", _ordinal),
    (
        r"([$€£])(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d+))?(?![\d.]*\d)"
        r"(?: (thousand|million|billion|trillion)(?!\w))?",
        _money,
    ),
    # A year: not in the middle of a calculation.
    (
        r"(?<![\w.,/=<>≈≤≥+−×·*^$€£-])(?<![=<>≈≤≥+−×·*] )(19\d\d|20[0-3]\d)(s?)"
        r"(?![\w%])(?![.,]\d)(?! ?[=+×·*/])",
        _year,
    ),
    (r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*|(?<![\w.])\.\d+", _number),
    # A shape: "12 x 64", "n x d_in", "a 4 × 4 matrix".
    (rf"(?<=\d)x(?=\d)|(?<=\d )x(?= (?:\d|{_SIZE}))|(?<=[nmd] )[x×](?= (?:\d|{_SIZE}))", _always("by")),
    (rf"(?:{_AFTER_INDEXED_SIZE})[x×](?= (?:\d|{_SIZE}))|(?<=\d )×(?= {_SIZE})", _always("by")),
    (r"(?<=\d )×(?= \d[\d,]* (?:matri|grid|table|block|array|picture|pixel))", _always("by")),
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
