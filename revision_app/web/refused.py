"""Whether a page says that something was refused: its title then begins with "Error"."""

from flask import Flask, g


def register(app: Flask) -> None:
    @app.template_global()
    def note_refusal() -> str:
        """Called where a page says so."""
        g.refused_here = True
        return ""

    @app.template_global()
    def refused_here() -> bool:
        return bool(g.get("refused_here"))
