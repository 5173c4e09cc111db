from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..accounts.queries import names
from ..cohorts import queries as cohorts
from ..criteria.library import qualification
from ..evidence import queries as evidence
from ..evidence.files import queries as files
from ..evidence.files.core.consent import Purpose
from ..marking.core.submission import Submission
from ..marking.queries.submissions import submissions_of, submissions_read_by
from ..signing.core import Signatures
from ..signing.queries import signatures
from .core.portfolio import Piece, Portfolio


def may_read(reader_id: int, learner_id: int, *, at: datetime) -> bool:
    """Whether somebody may read what a learner put forward: the learner, and who teaches or taught them as a tutor."""
    if reader_id == learner_id:
        return True
    taught = cohorts.learner(learner_id, tutor_id=reader_id, at=at)
    return bool(taught or cohorts.leaver(learner_id, tutor_id=reader_id, at=at))


def has_left(learner_id: int, *, at: datetime) -> bool:
    """Whether administrators may read a learner's records: see ``cohorts.left``."""
    return cohorts.left(learner_id, at=at) is not None


def portfolio(learner_id: int, *, reader_id: int, as_administrator: bool = False, at: datetime) -> Portfolio:
    """A learner's portfolio with what this reader may read in it; ask ``may_read`` or ``has_left`` first.

    *Ours:* what features offer beside the pieces, such as the log, is added to the learner's own file only, when it is
    made (``exports``): a tutor or an administrator reads of it what was handed in. A tutor's file leaves out what is
    marked blind.
    """
    own = reader_id == learner_id
    if own or as_administrator:
        read = submissions_of(learner_id, at=at)
    else:
        read = [each for each in submissions_read_by(reader_id, learner_id, at=at) if not each.is_blind]
    submissions = [each.for_learner for each in reversed(read) if not each.withdrawn_at]
    pieces = _pieces(submissions, learner_id)
    judged = {each.assessor_id for piece in pieces for each in piece.decisions}
    signed = {each.signer_id for piece in pieces for each in piece.signatures.all}
    return Portfolio(
        learner_id,
        at,
        qualification(),
        names({learner_id} | judged | signed),
        pieces,
        evidence.declared_of_all(learner_id),
    )


def as_permitted(portfolio: Portfolio) -> Portfolio:
    """With the words beside photographs and recordings only while their client allows them for a portfolio."""
    said = {piece.submission.id: piece.content for piece in portfolio.pieces}
    permitted = files.as_permitted(said, Purpose.PORTFOLIO, at=portfolio.at)
    pieces = [replace(piece, content=permitted[piece.submission.id]) for piece in portfolio.pieces]
    return replace(portfolio, pieces=pieces)


def _pieces(submissions: Iterable[Submission], learner_id: int) -> list[Piece]:
    listed = list(submissions)
    ids = [each.id for each in listed]
    contents, declarations = evidence.as_declared(ids, reader_id=learner_id)
    digests, signed = evidence.digests(ids), signatures(ids)
    return [
        Piece(
            each,
            contents[each.id],
            digests[each.id],
            declarations[each.id],
            Signatures.of(signed[each.id] if each.release else (), each.latest),
        )
        for each in listed
    ]
