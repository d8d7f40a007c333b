"""Which sentences of an answer claim something or deny it, which lead in, close politely or say what the docs lack."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["claim", "intro", "gap", "aside"]

_ASIDE_MAX = 200  # characters; who says more says something
_DRESS = " \t\n*_~\"'“”‘’«»()"
_LABEL = re.compile(r"(?:\*\*|__)[^*_]{1,80}(?:\*\*|__)")
_TURNS = r"\b(?:but|however|although|though|aber|jedoch|mais|cependant|pero|sin embargo|mas|ma)\b"
_TURN = re.compile(f"{_TURNS}|但|不过|然而|しかし|ただし|하지만|그러나", re.IGNORECASE)
_SORRY = (
    "sorry|afraid|unfortunately|leid(?:er)?|désolée?|malheureusement|lo siento|desafortunadamente|lamento"
    "|很?抱歉|对不起|遗憾的是|申し訳ありませんが|죄송하지만|죄송합니다만"
)
_APOLOGY = re.compile(
    rf"^(?:i['’]?a?m|i am|we['’]re|es tut mir|je suis)?\s*(?:very |so )?(?:{_SORRY})[\s,;，、]*"
    r"(?:but|that|aber|mais|pero|mas|ma|但)?\s*",
    re.IGNORECASE,
)

_DOCS = "docs?|documentation|sections?|pages?|sources?|passages?|context|faq|knowledge base|excerpts?"
_SAID = "covered|mentioned|documented|described|specified|stated|explained|addressed"
_TOLD = "提及|提到|说明|涵盖|包含|涉及|介绍|描述|给出|提供|记载|覆盖"
_UNTERLAGEN = "dokumentation|abschnitte?n?|seiten|unterlagen|quellen|handbuch"
_LACKING = (
    rf"\b(?:the|these|this|your|our|provided|given)\s+(?:\w+\s+){{0,2}}(?:{_DOCS})\b.{{0,60}}(?:\bno(?:t|thing)?\b|n['’]t\b)",
    rf"\b(?:not|n['’]t)\s+(?:\w+\s+)?(?:{_SAID})\b.{{0,20}}\b(?:in|by)\s+(?:the|these|this|your|our)\b",
    r"\b(?:no|not any)\s+(?:information|mention|details?|documentation)\b",
    rf"(?:文档|资料|章节|上下文|知识库|内容|文件).{{0,25}}(?:没有|未|并未|不)(?:{_TOLD})",
    r"(?:ドキュメント|資料|セクション|文書|マニュアル).{0,60}(?:ません|いない|ない)",
    r"(?:문서|섹션|자료|매뉴얼).{0,60}(?:없습니다|않습니다|않아요|없어요|않는다|없다)",
    rf"\b(?:die|den|der|diese[nr]?)\s+(?:\w+\s+)?(?:{_UNTERLAGEN})\b.{{0,60}}\b(?:nichts?|kein\w*)\b",
    r"\b(?:la|les|cette|ces)\s+(?:documentation|sections?|pages?|sources?)\b.{0,30}(?:\bne\b|\bn['’]).{0,40}\b(?:pas|rien|aucune?)\b",
    r"\b(?:las?|estas?|los)\s+(?:documentación|secciones|páginas|fuentes|documentos)\b.{0,20}\bno\b",
    r"\b(?:as?|estas?)\s+(?:documentação|seções|páginas|fontes)\b.{0,20}\bnão\b",
    r"\b(?:la|le|quest[ae])\s+(?:documentazione|sezioni|pagine|fonti)\b.{0,20}\bnon\b",
)
_GAP = re.compile("|".join(_LACKING), re.IGNORECASE)

_MADE = "code|page|website|site|example|script|program|snippet|summary|overview|steps|answer|file|template"
_COURTESIES = (
    r"(?:yes|no|sure|certainly|of course|absolutely|(?:great|good) question|hello|hi|hey|thanks|thank you)[\s,!.—-]*",
    r"(?:i hope|hope) (?:this|that|it) helps.*",
    r"(?:please )?(?:let me know|feel free|just ask|don['’]t hesitate)\b.*",
    r"if you (?:have|need|want|would like|['’]d like)\b.{0,80}\b(?:let me know|ask|happy to help|reach out)\b.*",
    rf"(?:here(?:['’]s| is| are)|below (?:is|are))\b.{{0,40}}\b(?:{_MADE})\b.{{0,40}}",
    r"(?:ja|nein|gerne?|natürlich|hallo)[\s,!.—-]*",
    r"(?:ich hoffe|sagen sie|melden sie sich)\b.{0,80}",
    r"(?:oui|non|bien sûr|bonjour)[\s,!.—-]*",
    r"(?:n['’]hésitez pas|j['’]espère)\b.{0,80}",
    r"(?:sí|si|no|claro|hola)[\s,!.—-]*",
    r"(?:espero que|no dudes)\b.{0,80}",
    r"(?:是的?|不是|可以|不可以|不行|好的|当然|[您你]?好)[。，！!,]*",
    r"(?:希望(?:这|以上)|如(?:果|有)(?:您|你)?(?:有|需要|还)).{0,60}",
    r"(?:はい|いいえ|もちろん)[。、！!]*",
    r"(?:ご不明|お役に立て).{0,60}",
    r"(?:네|예|아니요|아니오|물론입니다)[.,!]*",
    r"(?:도움이 되|궁금한).{0,60}",
)
_COURTESY = re.compile("|".join(_COURTESIES), re.IGNORECASE)

_SOURCE_WORDS = (
    "sources?|references?|citations?|sections?|docs|documentation|refer to|see(?: also)?|built from|based on|taken from"
    "|from|for|more|further|details?|information|the|and|in|used|quellen?|belege?|siehe(?: auch)?|basiert auf|und|mehr"
    "|dazu|voir(?: aussi)?|d['’]après|plus|et|fuentes?|véase|más|y|fontes?|veja|fonti|vedi"
)
_EAST_ASIAN_SOURCE_WORDS = "来源|参考(?:资料|文档|来源)?|引用|依据|基于|详见|和|与|出典|参照|と|출처|참고|및"
_SOURCES = re.compile(rf"[\W_]*(?:(?:\b(?:{_SOURCE_WORDS})\b|{_EAST_ASIAN_SOURCE_WORDS})[\W_]*)*", re.IGNORECASE)

# "Must not exceed 90 MB" denies nothing.
_LIMITS = re.compile(
    r"\b(?:(?:not|n['’]t|cannot) (?:exceed|be (?:larger|longer|more|greater|bigger)\b)"
    r"|(?:no|not) (?:more|longer|larger|greater) than|nicht (?:mehr|größer|länger) als|nicht überschreiten)"
    "|不(?:得|能|可)?(?:超过|大于|多于)|넘지 않|초과하지 않",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:no|not|cannot|never|too (?:large|big|long|many|much|high|small|short|few)|exceeds?|beyond"
    r"|nein|nicht|keine?\w?|zu (?:gro|viel|lang|hoch|klein|kurz)\w*|überschreitet|non|ne|pas|trop|demasiado|supera)\b"
    r"|n['’]t\b|[不没未无]|超过|超出|ない|ません|いいえ|없|않|아니|못|초과",
    re.IGNORECASE,
)


def role(text: str) -> Role:
    """What a sentence without citation is there for; `text` without markers."""
    bare = text.strip(_DRESS)
    if not any(letter.isalnum() for letter in bare):
        return "aside"
    if bare.endswith((":", "：")) or _LABEL.fullmatch(text.strip()):
        return "intro"
    bare = _APOLOGY.sub("", bare)
    if len(bare) > _ASIDE_MAX or _TURN.search(bare):
        return "claim"
    if _GAP.search(bare):
        return "gap"
    return "aside" if bare.endswith(("?", "？")) or _COURTESY.fullmatch(bare) else "claim"


def source_words_end(text: str) -> int:
    """Where the words that introduce sources ("Built from:", "参考：") end; the text's length when it has no others."""
    match = _SOURCES.match(text)
    return match.end() if match else 0


def denies(text: str) -> bool:
    """Whether a sentence may say something of the question again in order to deny it: "90 MB is too large"."""
    return _DENIAL.search(_LIMITS.sub(" ", text)) is not None
