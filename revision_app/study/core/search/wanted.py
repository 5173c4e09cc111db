"""What somebody wants to find: each thing they typed, with what else it is called."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .synonyms import MOST_WORDS, Synonyms
from .typed import LITTLE, MOST_TERMS, Term, terms


@dataclass(frozen=True)
class Want:
    """A term as it was typed, and the terms that the content has for it."""

    term: Term
    meanings: tuple[Term, ...] = ()

    @property
    def says_little(self) -> bool:
        return not self.meanings and not self.term.quoted and LITTLE.issuperset(self.term.words)


def wants(typed: str, synonyms: Synonyms, is_word: Callable[[str], bool]) -> list[Want]:
    """What to look for, each once; nothing where no word was typed. Only the first few are looked for.

    ``is_word`` says whether two words that stand beside each other are written as one in the content.
    """
    every = list(dict.fromkeys(_with_meanings(_joined(terms(typed), is_word), synonyms)))
    telling = [want for want in every if not want.says_little]
    narrowing = [want for want in telling if want.term.words not in synonyms.assumed]
    return (narrowing or telling or every)[:MOST_TERMS]


def _joined(typed: list[Term], is_word: Callable[[str], bool]) -> list[Term]:
    """The same, with two words that are written as one as one term."""
    joined: list[Term] = []
    for term in typed:
        halves = (*joined[-1].words, *term.words) if joined else ()
        is_one = len(halves) == 2 and min(map(len, halves)) > 2 and is_word("".join(halves))
        if is_one and not (joined[-1].quoted or term.quoted):
            joined[-1] = Term(halves)
        else:
            joined.append(term)
    return joined


def _with_meanings(typed: list[Term], synonyms: Synonyms) -> Iterable[Want]:
    """The longest run of words that has a meaning of its own is one want: ``vampire facial``."""
    at = 0
    while at < len(typed):
        for length in range(min(MOST_WORDS, len(typed) - at), 0, -1):
            run = typed[at : at + length]
            together = tuple(word for term in run for word in term.words)
            meanings = () if any(term.quoted for term in run) else synonyms.of(together)
            if meanings or together in synonyms.assumed or length == 1:
                yield Want(Term(together, run[0].quoted), meanings)
                at += length
                break
