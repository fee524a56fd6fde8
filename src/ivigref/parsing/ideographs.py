"""Prints in Chinese, Japanese and Korean letters: names without initials, 12巻3号 for 12(3), corner brackets."""

from __future__ import annotations

import re

from ivigref.data import alternatives
from ivigref.parsing.labelled import label_pattern, label_words
from ivigref.patterns import lazy

_HAN = r"\u3005\u3400-\u9fff\uf900-\ufaff"
_HIRAGANA, _KATAKANA, _HANGUL = r"\u3041-\u309f", r"\u30a1-\u30fa\u30fc", r"\uac00-\ud7a3"
# A given name may be in hiragana at the end; in the middle they are the small words of a title: 月の狼瘡.
_NAME = rf"""(?: [{_HAN}]{{1,4}}[{_HIRAGANA}]{{1,4}}(?![{_HAN}{_KATAKANA}]) | [{_HAN}{_HANGUL}·]{{2,6}}
    | [{_KATAKANA}]{{2,12}}(?:[・=][{_KATAKANA}]{{1,12}}){{0,3}} )"""
_CODES = ("zh", "ja")
_AND = label_pattern("and", *_CODES)
_FURTHER = label_pattern("further", *_CODES)
_LISTED = lazy(
    rf"""(?P<names>{_NAME}(?:(?:\s?[,，、;；・]\s?(?:&\s)?|\s(?:&|{_AND})\s){_NAME}){{0,99}})
    (?:[,，、]?\s?(?P<words>{_FURTHER}))?
    (?:[,，、]?\s?(?P<role>(?i:{label_pattern("editor")}))(?=[.．。:：,\s]))?
    (?:\s?[.．。:：]\s? | [,，、]?\s?(?=(?:1[5-9]|20)\d\d[.．]\s) | \s?(?=[(「『]))""",
    re.VERBOSE,
)
_BETWEEN = lazy(rf"\s?[,，、;；]\s?(?:&\s)?|\s(?:&|{_AND})\s")
_EDITED = lazy(r"(?<=..)(?:主编|编|編)\Z")  # at the last name: "乌有生编"
_POINT = lazy(rf"(?<=[{_HAN}])・(?=[{_HAN}])")
# A class of few characters, all others but which are beyond it: Latin, Greek, Cyrillic, and signs of print.
_BEYOND = lazy(r"[^\x00-\u04ff\u2000-\u22ff]")
_LETTER = lazy(rf"[{_HAN}{_HIRAGANA}{_KATAKANA}{_HANGUL}]")
# Numbers before the words for them: 第12卷第3期, 12巻3号, 45-50頁.
_NUMBERED = lazy(
    rf"""[,、.]?\s?第?(?P<volume>\d{{1,4}})\s?(?:{alternatives(label_words("volume", *_CODES))})\s?,?\s?
    (?:第?(?P<issue>\d{{1,4}}(?:[-–]\d{{1,3}})?)\s?(?:{alternatives(label_words("issue", *_CODES))}))?""",
    re.VERBOSE,
)
_WAVE = lazy(r"(?<=\d)[~～〜](?=\d)")
_TIGHT = lazy(rf",(?=[{_HAN}{_HIRAGANA}{_KATAKANA}])")
_YEAR = lazy(r"(?<!\d)((?:1[5-9]|20)\d\d)\s?年(?:\s?第?(\d{1,3})\s?[期号])?")
_PAGES = lazy(rf"(?<=\d)\s?(?:{alternatives(label_words('pages', *_CODES))})(?![{_HAN}])")
# 「title」『journal』, as the humanities in Japan print an article.
_CORNERED = lazy(
    r"「(?P<title>[^「」]{2,200}(?:「[^「」]{1,100}」[^「」]{0,100}){0,3})」[\s,、.]{0,2}『(?P<container>[^『』]{1,80})』[\s,、.]{0,2}"
)


def is_far(text: str) -> bool:
    """Tell whether a text may have letters of Chinese, Japanese or Korean, for which a pattern takes long to compile.

    >>> is_far("月の狼瘡"), is_far("Лунная волчанка – 2017")
    (True, False)
    """
    return not text.isascii() and _BEYOND.search(text) is not None


def is_ideographic(text: str) -> bool:
    """Tell whether a text has letters of Chinese, Japanese or Korean.

    >>> is_ideographic("月の狼瘡"), is_ideographic("Лунная волчанка")
    (True, False)
    """
    return is_far(text) and _LETTER.search(text) is not None


def read_names(text: str, start: int) -> tuple[list[str], str | None, bool, int] | None:
    """Read a list of names: the names, the words for further ones, whether they are editors, and where they end.

    >>> read_names("王小明, 李四, 等. 月球狼疮研究", 0)
    (['王小明', '李四'], '等', False, 12)
    >>> read_names("月の狼瘡の研究. 架空雑誌", 0) is None
    True
    """
    listed = _LISTED.match(text, start)
    if listed is None:
        return None
    names = _BETWEEN.split(_POINT.sub("、", listed["names"]))
    role = _EDITED.search(names[-1])
    names[-1] = names[-1][: role.start()] if role else names[-1]
    return names, listed["words"], bool(role or listed["role"]), listed.end()


def with_numbers(text: str) -> str:
    """Write numbers as Western lists do, and part a title in corner brackets from its journal.

    >>> with_numbers("架空雑誌 12巻3号:45-50頁, 2017年.")
    '架空雑誌 12(3):45-50, 2017.'
    >>> with_numbers("「月の狼瘡」『架空雑誌』12巻3号、1–20頁。")
    '“月の狼瘡”, 架空雑誌, 12(3), 1–20.'
    """
    text = text.replace("。", ". ").replace("、", ", ").rstrip()
    text = _CORNERED.sub(lambda match: f"“{match['title']}”, {match['container']}, ", text)
    text = _WAVE.sub("-", text)
    text = _PAGES.sub("", _TIGHT.sub(", ", text))
    text = _YEAR.sub(lambda match: f"{match[1]}, ({match[2]})" if match[2] else match[1], text)
    return _NUMBERED.sub(_western, text)


def _western(match: re.Match[str]) -> str:
    lead = match[0][: match.start("volume") - match.start()].replace("第", "") or " "
    return f"{lead}{match['volume']}{f'({issue})' if (issue := match['issue']) else ''}"
