from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web.clock import now
from ..actions import countersigning as actions
from ..forms import carried
from .marking import bp


@bp.post("/submissions/<int:piece_id>/countersignature")
@open_to(Role.TUTOR)
def countersign(piece_id: int) -> Response:
    """Stand by what somebody in training decided, and release it."""
    seen = request.form.get("seen", -1, type=int)
    actions.countersign(piece_id, assessor_id=me().id, seen=seen, sign_in=me().mark, at=now())
    return redirect(url_for(".submission", piece_id=piece_id, **carried()), 303)
