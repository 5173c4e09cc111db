"""What somebody's device keeps for when there is no connection: the device alone knows, the page explains."""

from flask import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.offline import keepable
from .blueprint import bp


@bp.get("/on-this-device")
@open_to(*Role)
@keepable
def on_this_device() -> Response:
    return prepared.page(("device", me().role), "study/on_this_device.html", dict).response()
