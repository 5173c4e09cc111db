"""What was done, by whom and to whom."""

from flask import render_template, request

from ...audit.core import AuditKind
from ...web.ids import whole
from .. import queries
from ..access import open_to
from ..core import Role
from .blueprint import Answer, bp

PAGE = 50


@bp.get("/audit/")
@open_to(Role.ADMINISTRATOR)
def audit() -> Answer:
    """All entries, or those of the kind that is asked for."""
    kind = next((kind for kind in AuditKind if kind == request.args.get("kind")), None)
    before = whole(request.args.get("before"))
    entries = queries.audit_log(before=before, most=PAGE + 1, kind=kind)
    more = len(entries) > PAGE
    return render_template("accounts/audit.html", entries=entries[:PAGE], more=more, kind=kind, kinds=AuditKind)
