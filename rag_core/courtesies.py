"""What people say before and after a question without asking anything: greetings, pleas and thanks, by language."""

from __future__ import annotations

from collections.abc import Iterator

GREETINGS = (
    "hi, hello, hey, hiya, good morning, good afternoon, good evening",
    "hallo, moin, guten tag, guten morgen",
    "bonjour, salut",
    "hola, buenos días, buenas",
    "olá, bom dia",
)
GREETED = ("there, all, team, everyone, everybody, folks, guys, zusammen, à tous, a todos",)
OPENINGS = (
    "please, pls, plz, excuse me, sorry, quick question, i have a question",
    "please tell me, can you tell me, can you please tell me, could you tell me, could you please tell me",
    "can anyone tell me, can someone tell me, do you know, does anyone know, i would like to know",
    "bitte, entschuldigung, kurze frage, weiß jemand",
    "s'il vous plaît, svp",
    "por favor, una pregunta, uma pergunta",
    "안녕하세요, 안녕하십니까, 안녕, 혹시, 실례합니다, 질문 있습니다, 질문이 있습니다, 질문 있어요",
    "你好, 您好, 大家好, 早上好, 下午好, 晚上好, 请问, 請問, 请问一下, 想问一下, 我想问一下",
    "请教一下, 请告诉我, 麻烦问一下",
    "こんにちは, こんばんは, おはようございます, お疲れ様です, お疲れさまです, すみません, すいません",
    "質問です, 質問があります",
)
CLOSINGS = (
    "please, pls, plz, thanks, thank you, thx, ty, cheers, many thanks, thanks a lot, thanks in advance",
    "thank you very much, thank you so much, thank you in advance",
    "bitte, danke, danke schön, vielen dank, danke im voraus",
    "merci, merci d'avance, s'il vous plaît, svp",
    "gracias, muchas gracias, por favor, obrigado, obrigada",
    "감사합니다, 고맙습니다, 부탁드립니다, 부탁드려요, 부탁합니다",
    "알려주세요, 알려주실 수 있나요, 알려주시겠어요, 가르쳐주세요",
    "谢谢, 謝謝, 多谢, 感谢, 谢谢你, 谢谢您, 谢谢大家, 麻烦了, 拜托了",
    "お願いします, お願いいたします, よろしくお願いします, 教えてください, 教えて下さい",
    "ありがとう, ありがとうございます",
)


def openings() -> Iterator[str]:
    """Every phrase that may stand before a question."""
    yield from _phrases(OPENINGS)
    for greeting in _phrases(GREETINGS):
        yield greeting
        yield from (f"{greeting} {greeted}" for greeted in _phrases(GREETED))


def closings() -> Iterator[str]:
    """Every phrase that may stand after a question."""
    return _phrases(CLOSINGS)


def _phrases(languages: tuple[str, ...]) -> Iterator[str]:
    return (phrase for line in languages for phrase in line.split(", "))
