from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag_core.languages import is_cjk, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where does Milvus store data?", "en"),
        ("Wie installiere ich Milvus?", "de"),
        ("Wo speichert Milvus Daten?", "de"),
        ("Comment installer Milvus ?", "fr"),
        ("¿Cómo puedo instalar Milvus?", "es"),
        ("Como posso instalar o Milvus?", "pt"),
        ("Come si installa Milvus?", "it"),
        ("Hoe installeer ik Milvus?", "nl"),
        ("Milvus 的数据存在哪里？", "zh"),
        ("在search后再insert向量", "zh"),
        ("Milvusはデータをどこに保存しますか", "ja"),
        ("float64 벡터는 지원하지 않나요?", "ko"),
        ("Где Milvus хранит данные?", "ru"),
        ("أين يخزن Milvus البيانات؟", "ar"),
    ],
)
def test_script_and_function_words_tell_the_language(text, expected):
    assert language(text) == expected


@pytest.mark.parametrize("text", ["", "Milvus 2.4", "nprobe nlist", "`the of and` https://the.of/and", "123 !?"])
def test_a_text_without_signs_has_no_language(text):
    assert language(text) is None


def test_an_english_question_about_a_foreign_word_stays_english():
    assert language("What does 向量 mean in the docs?") == "en"


def test_every_labelled_question_is_told_rightly_or_not_at_all(dev_questions: Path):
    lines = [json.loads(line) for line in dev_questions.read_text(encoding="utf-8").splitlines()]
    wrong = [line["question"] for line in lines if language(line["question"]) not in {line["lang"], None}]
    assert wrong == []


def test_foreign_scripts_are_always_told(dev_questions: Path):
    lines = [json.loads(line) for line in dev_questions.read_text(encoding="utf-8").splitlines()]
    missed = [line["question"] for line in lines if line["lang"] != "en" and language(line["question"]) is None]
    assert missed == []


def test_chinese_japanese_and_korean_letters_are_seen():
    assert [is_cjk(text) for text in ("数据", "データ", "데이터", "data", "данные")] == [True, True, True, False, False]
