"""What was done, by whom and to whom, and whether that is still what was written down."""

from collections.abc import Iterable, Iterator

from flask import render_template, request

from ...audit import queries as entries
from ...audit.actions import note_alone
from ...audit.core import AuditKind
from ...web.clock import now
from ...web.ids import whole
from ...web.spreadsheets import Cell, csv_file
from .. import queries
from ..access import me, open_to
from ..core import AuditEntry, Role
from ..forms import AuditForm
from .blueprint import Answer, bp

PAGE = 50
MOST = 50_000
"""*Ours:* entries of one file, which is made within a page's time."""
LATEST = 50_000  # *ours:* entries that are checked on a page, some two seconds' work; the command checks all
HEADINGS = ("Entry", "When", "Kind", "Who", "What", "To whom", "Detail", "Digest")


@bp.get("/audit/")
@open_to(Role.ADMINISTRATOR)
def audit() -> Answer:
    """All entries, or those that are asked for."""
    form = AuditForm(request.args)
    return _page(form, **_found(form) if form.validate() else {}), 422 if form.errors else 200


@bp.get("/audit/entries.csv")
@open_to(Role.ADMINISTRATOR)
def audit_csv() -> Answer:
    """The entries that are asked for as a file; that somebody took it is an entry too."""
    form = AuditForm(request.args)
    if not form.validate():
        return _page(form), 422
    found = queries.audit_log(form.wanted, form.person.data, most=MOST + 1)
    if len(found) > MOST:
        return _page(form, too_many=MOST, **_found(form)), 409
    note_alone("audit exported", kind=AuditKind.EXPORTS, actor_id=me().id, detail=f"{len(found)} entries", at=now())
    return csv_file(_rows(found), f"audit-{now():%Y-%m-%d}")


@bp.get("/audit/check")
@open_to(Role.ADMINISTRATOR)
def check_audit() -> Answer:
    """Go along the chain now, as far as a page has time for."""
    checked = entries.checked(latest=LATEST)
    return render_template("accounts/audit_check.html", checked=checked, at=now(), latest=LATEST)


def _page(form: AuditForm, **found: object) -> str:
    return render_template("accounts/audit.html", form=form, **found)


def _found(form: AuditForm) -> dict[str, object]:
    found = queries.audit_log(form.wanted, form.person.data, before=whole(request.args.get("before")), most=PAGE + 1)
    return {"entries": found[:PAGE], "more": len(found) > PAGE}


def _rows(found: Iterable[AuditEntry]) -> Iterator[list[Cell]]:
    yield list(HEADINGS)
    for each in found:
        yield [each.id, each.at, each.kind, each.actor, each.deed, each.subject, each.detail, each.digest]
