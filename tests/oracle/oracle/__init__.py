"""A second opinion on the whole notice, written from its register alone. See ../README.md."""

from . import chapter1and2, employment, finance, investment_and_livelihood
from .facts import Facts
from .item import Case
from .parameters import parse

CHAPTERS = (chapter1and2, employment, finance, investment_and_livelihood)


def evaluate(profile, as_of, event=None, parameters=None):
    """Answer of each item, by its id.

    `event`: ("on", day) or ("not_by", day) of the end of the epidemic; `parameters`: texts by key, in place of the
    usual values.
    """
    case = Case(Facts(profile), as_of, event, parse(parameters or {}))
    answers = {}
    for chapter in CHAPTERS:
        for item, answer in chapter.items(case).items():
            assert item not in answers, item
            answers[item] = answer
    return answers
