"""The headers every response carries, and compression where it gives nothing away."""

import gzip

from flask import Flask, Response, request

from .prepared import PreparedResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
SMALL = 1024


def add(response: Response) -> Response:
    if response.status_code != 304:  # which leaves the headers that a browser has as they are
        told = {name.lower() for name, _ in response.headers}  # a page may tell other sites even less
        response.headers.extend([(name, said) for name, said in ALWAYS.items() if name.lower() not in told])
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"  # pages are personal; Back after sign-out must show nothing
    return _compress(response)


def _compress(response: Response) -> Response:
    """Compress a page, unless what somebody else chose could stand beside the secret in its forms.

    The length of a compressed page that holds both a secret (the CSRF token) and text of an attacker's choosing lets
    the secret be guessed (BREACH). So only a successful GET without a query is compressed: nothing of the request is
    in it. Static files carry their own encoding already.
    """
    if (
        request.method != "GET"
        or request.args
        or response.status_code != 200
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith("text/")
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    if (response.content_length or 0) >= SMALL:
        if isinstance(response, PreparedResponse):
            response.set_data(response.gzipped())
        else:
            response.set_data(gzip.compress(response.get_data(), 1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def register(app: Flask) -> None:
    app.after_request(add)
