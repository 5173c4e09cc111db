"""Parts of pages that depend on nothing but a few words and numbers: rendered once, then kept."""

from flask import Flask
from markupsafe import Markup


def register(app: Flask) -> None:
    """Offer ``once(template, **words)``: these must be few and chosen by us, for each combination is kept."""

    @app.template_global()
    def once(template: str, **words: object) -> Markup:
        cache: dict[tuple[object, ...], Markup] = app.extensions.setdefault("fragments", {})
        key = (template, *words.items())
        if key not in cache:
            # Templates escape what they are given, so what they made may stand in a page.
            cache[key] = Markup(app.jinja_env.get_template(template).render(words))  # noqa: S704 - a template of ours, which escapes
        return cache[key]
