"""The words of the program in the language in force.

Sources are English literals; Chinese stands in `resources/translations/zh_CN/*.po` and is compiled into one `.mo` by
`python -m installer.translations`. Stdlib gettext reads it, so that paper, server and tests speak without Qt; Qt's own
tools do not extract a plain helper, an AST check in `installer/translations.py` takes their place.
The language is one for the whole process; paper for a customer names its own with `tr_in`.
"""

import gettext
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh_CN", "en")
TRANSLATIONS: Final = Path(__file__).resolve().parents[1] / "resources" / "translations"


TEXTS_KEPT_MAX: Final = 4_096
"""More than there are texts in both languages: a screen asks for the same forty with each scan."""


class _Language:
    """The one code in force; a name of its own, so that no module needs `global`."""

    code: str = "en"


def language() -> str:
    """Answer the code in force, "zh_CN" or "en"."""
    return _Language.code


def set_language(code: str) -> None:
    """Put a language in force for every text asked from now on; screens ask again on LanguageChange."""
    _Language.code = _known(code)


def tr(text: str) -> str:
    """Answer a literal in the language in force; fill placeholders afterwards: `tr("Scan {sku}").format(sku=sku)`."""
    return tr_in(_Language.code, text)


@lru_cache(maxsize=TEXTS_KEPT_MAX)
def tr_in(code: str, text: str) -> str:
    """Answer a literal in a language of its own, for paper that leaves the house."""
    return _catalogue(_known(code)).gettext(text) if text else ""


def ntr(one: str, many: str, n: int) -> str:
    """Answer the form that fits `n` in the language in force, with `{n}` filled in."""
    return _catalogue(_Language.code).ngettext(one, many, n).format(n=n)


def later(text: str) -> str:
    """Mark a literal in a table as a text to translate; `tr(entry)` turns it into words when it is shown."""
    return text


def forget_catalogues() -> None:
    """Read the compiled texts anew on next use; for the compiler, which has just replaced them."""
    _catalogue.cache_clear()
    tr_in.cache_clear()


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"no texts in {code!r}; there are {LANGUAGES}")
    return code


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    path = TRANSLATIONS / f"{code}.mo"
    if code == "en" or not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def named(name: str, name_zh: str, code: str = "") -> str:
    """Choose the name of a thing that may have a Chinese one, for a language; without `code` for the one in force."""
    chinese = (code or language()) == "zh_CN"
    return (name_zh or name) if chinese else (name or name_zh)
