from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("cohorts", __name__)

Answer = str | tuple[str, int] | Response
