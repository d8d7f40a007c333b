"""Which language a short text is in, as far as its script and its commonest words tell. No model, no guessing."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = {
    "kana": r"\u3040-\u30ff\uff66-\uff9d",
    "ko": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "han": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "ru": r"\u0400-\u052f",
    "el": r"\u0370-\u03ff\u1f00-\u1fff",
    "ar": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "he": r"\u0590-\u05ff",
    "hi": r"\u0900-\u097f",
    "th": r"\u0e00-\u0e7f",
    "latin": r"A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
_SCRIPT = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _SCRIPTS.items()))
_OTHERS = re.compile(f"[{''.join(letters for name, letters in _SCRIPTS.items() if name != 'latin')}]")
_CJK = re.compile(f"[{_SCRIPTS['kana']}{_SCRIPTS['ko']}{_SCRIPTS['han']}]")
_FOREIGN_SHARE = 0.15  # of the letters: a Chinese question may be half product names, an English one may quote a word

# The commonest function words. A word of several languages counts for each, so only the others decide.
_WORDS = {
    "en": "the of and to is are was what how why when where which who does do did can could should would will with "
    "for from this that it its there have has not my your we you be been by or if on at as into than then an "
    "any cannot no in a about here these those they them their also but because while so such were had may might must "
    "does its us our",
    "de": "der die das den dem des ein eine einen einem ist sind war wird werden wie was warum wann wo wer welche "
    "welcher welches kann können soll muss mit für von und oder nicht auch ich mein meine wir sie man im zum "
    "zur auf bei nach gibt es es lässt sich",
    "fr": "le la les un une des du de est sont était comment pourquoi quand où qui quel quelle quels quelles peut "
    "puis-je dois avec pour dans sur et ou ne pas mon ma mes nous vous il elle on au aux ce cette que quoi y "
    "a-t-il est-ce",
    "es": "el la los las un una unos unas del de es son está están cómo como por qué cuándo dónde quién cuál cuáles "
    "puede puedo debo con para en y o no mi mis se hay que al lo su sus este esta",
    "pt": "o os as um uma uns umas do da dos das de é são está como por que quando onde quem qual quais pode posso "
    "devo com para em e ou não meu minha se há ao no na nos nas seu sua este esta isso",
    "it": "il lo la gli le un una uno del della dei delle di è sono come perché quando dove chi quale quali può "
    "posso devo con per in e o non mio mia si c'è che al nel nella sul questo questa cosa",
    "nl": "de het een van is zijn was hoe wat waarom wanneer waar wie welke kan kunnen moet met voor in en of niet "
    "mijn wij je ik er op bij naar dat dit wordt worden",
}
_VOCABULARIES = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_LANGUAGES_OF = {
    word: tuple(name for name, words in _VOCABULARIES.items() if word in words)
    for word in frozenset().union(*_VOCABULARIES.values())
}
_LETTERS = {"de": "äöüß", "fr": "çœêèàùâîôû", "es": "ñ¿¡", "pt": "ãõ"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)


def language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language, or None when neither script nor function words decide."""
    prose = _CODE.sub(" ", text)
    if prose.isascii():
        return _by_words(prose)
    letters = Counter(match.lastgroup for match in _SCRIPT.finditer(prose))
    total = letters.total()
    foreign = total - letters["latin"]
    if total and foreign >= max(1, _FOREIGN_SHARE * total):
        return _by_script(letters)
    return _by_words(prose) if letters["latin"] else None


def function_words() -> frozenset[str]:
    """Words that say nothing by themselves, of every language with Latin letters that is known here."""
    return frozenset(_LANGUAGES_OF)


def only_latin(text: str) -> bool:
    """Whether the text has no letter of another script that is known here. Far faster than `language`."""
    return text.isascii() or _OTHERS.search(text) is None


def is_cjk(text: str) -> bool:
    """Whether the text has Chinese, Japanese or Korean letters."""
    return _CJK.search(text) is not None


def _by_script(letters: Counter[str | None]) -> str:
    if letters["kana"] and letters["han"] + letters["kana"] >= letters["ko"]:
        return "ja"
    rest = Counter({"zh" if name == "han" else name: n for name, n in letters.items() if name != "latin"})
    return str(max(rest, key=rest.__getitem__))


def _by_words(prose: str) -> str | None:
    """The language with more signs than any other."""
    signs: Counter[str] = Counter()
    for word in _WORD.findall(prose.casefold().replace("’", "'")):
        for name in _LANGUAGES_OF.get(word, ()):
            signs[name] += 1
    signs.update(name for name, marks in _LETTERS.items() if any(mark in prose for mark in marks))
    ranked = [*signs.most_common(2), ("", 0), ("", 0)]
    return ranked[0][0] if ranked[0][1] > ranked[1][1] else None
