"""The few sentences that the core itself says to an asker, in the asker's language where we have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Phrase = Literal["excerpts", "not_covered", "nearest", "cut_short", "failed"]

_ENGLISH: Mapping[Phrase, str] = {
    "excerpts": "Not written by a model: these passages of the docs come closest, word for word.",
    "not_covered": "The docs do not cover this.",
    "nearest": "The nearest sections are:",
    "cut_short": "The answer was cut short here.",
    "failed": "The question could not be answered (error {id}). Please try again in a moment.",
}
_PHRASES: Mapping[str, Mapping[Phrase, str]] = {
    "en": _ENGLISH,
    "zh": {
        "excerpts": "以下并非模型撰写，而是文档中最接近的原文：",
        "not_covered": "文档没有涵盖这个问题。",
        "nearest": "最接近的章节：",
        "cut_short": "答案在此处中断。",
        "failed": "无法回答该问题（错误 {id}）。请稍后再试。",
    },
    "ko": {
        "excerpts": "모델이 작성한 답변이 아닙니다. 문서에서 가장 가까운 원문은 다음과 같습니다:",
        "not_covered": "문서에서 다루지 않는 내용입니다.",
        "nearest": "가장 가까운 섹션:",
        "cut_short": "답변이 여기서 중단되었습니다.",
        "failed": "질문에 답하지 못했습니다(오류 {id}). 잠시 후 다시 시도해 주세요.",
    },
    "ja": {
        "excerpts": "モデルが書いた回答ではありません。ドキュメントで最も近い箇所を原文のまま示します。",
        "not_covered": "ドキュメントにはこの内容が載っていません。",
        "nearest": "最も近いセクション:",
        "cut_short": "回答はここで途切れました。",
        "failed": "質問に回答できませんでした(エラー {id})。しばらくしてからもう一度お試しください。",
    },
    "de": {
        "excerpts": "Nicht von einem Modell verfasst: Diese Stellen der Doku kommen am nächsten, im Wortlaut.",
        "not_covered": "Die Dokumentation behandelt das nicht.",
        "nearest": "Die nächstliegenden Abschnitte sind:",
        "cut_short": "Hier bricht die Antwort ab.",
        "failed": "Die Frage konnte nicht beantwortet werden (Fehler {id}). Bitte gleich noch einmal versuchen.",
    },
    "fr": {
        "excerpts": "Non rédigé par un modèle : voici, mot pour mot, les passages les plus proches de la doc.",
        "not_covered": "La documentation ne traite pas ce sujet.",
        "nearest": "Les sections les plus proches sont :",
        "cut_short": "La réponse s'interrompt ici.",
        "failed": "La question n'a pas pu recevoir de réponse (erreur {id}). Veuillez réessayer dans un instant.",
    },
    "es": {
        "excerpts": "No lo ha escrito un modelo: estos son, literalmente, los pasajes más cercanos.",
        "not_covered": "La documentación no cubre esto.",
        "nearest": "Las secciones más cercanas son:",
        "cut_short": "La respuesta se interrumpe aquí.",
        "failed": "No se pudo responder la pregunta (error {id}). Inténtalo de nuevo en un momento.",
    },
}


def say(phrase: Phrase, language: str | None, **values: str) -> str:
    """The sentence in `language` (ISO 639-1), in English where there is no translation."""
    return _PHRASES.get(language or "en", _ENGLISH)[phrase].format(**values)
