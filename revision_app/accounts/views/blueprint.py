from flask import Blueprint
from werkzeug.wrappers import Response

from ..core import in_order

bp = Blueprint("accounts", __name__)
bp.add_app_template_filter(in_order)

Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response
