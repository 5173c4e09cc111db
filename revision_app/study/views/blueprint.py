from flask import Blueprint

bp = Blueprint("study", "revision_app.study.views")
