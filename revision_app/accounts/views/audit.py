"""What was done, by whom and to whom."""

from flask import render_template, request

from .. import queries
from ..access import open_to
from ..core import Role
from ..forms import whole
from .blueprint import Answer, bp

PAGE = 50


@bp.get("/audit/")
@open_to(Role.ADMINISTRATOR)
def audit() -> Answer:
    before = whole(request.args.get("before"))
    entries = queries.audit_log(before=before, most=PAGE + 1)
    return render_template("accounts/audit.html", entries=entries[:PAGE], more=len(entries) > PAGE)
