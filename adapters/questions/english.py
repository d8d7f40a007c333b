"""English: its cues, and the words that stand before a question. Apostrophes do not count: `dont` is also don't."""

from __future__ import annotations

from adapters.questions.cues import table
from adapters.questions.english_asking import ASKING
from adapters.questions.english_talking import TALKING
from adapters.questions.english_telling import TELLING

ENGLISH = table({**ASKING, **TALKING, **TELLING})

_BEFORE = (
    "hi hey hello hiya heya yo gm morning evening afternoon good happy monday tuesday wednesday thursday friday dear "
    "all team everyone everybody folks guys friends ppl people there y'all yall so and but or also ok okay well hmm "
    "hm btw um uh er oh sorry please pls plz thanks thank thx quick question q then now anyway fyi noob newbie dumb "
    "stupid silly maybe actually just again still"
)
OPENERS = frozenset(_BEFORE.split())
"""Words before a question that say nothing: `hey team, quick question: is …` begins with `is`."""

_SHORT = (
    "u=you ur=your r=are y=why 2=to 4=for pls=please plz=please thx=thanks idk=unsure any1=anyone some1=someone "
    "smth=something prolly=probably hwo=how waht=what wat=what wht=what wats=whats wich=which wihch=which whihc=which "
    "whcih=which wher=where whre=where wehre=where ther=there teh=the wiht=with dose=does doens=doesnt doesn=doesnt "
    "cna=can cn=can hav=have shoud=should anyon=anyone cannot=cant diffrence=difference differnce=difference"
)
SLANG = dict(pair.split("=") for pair in _SHORT.split())
"""Short forms and common misspellings, with what they stand for."""
