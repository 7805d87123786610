"""The headers of every answer: what a browser may do with it, and which API version it comes from.

The Content-Security-Policy knows no inline script or style and no foreign host: pages load their
own built files, tiles come through /tiles, styles that scripts set go through the CSSOM.
"""

from datetime import timedelta

from flask import Flask, Response, request

from wijkschouw.db import utc_now
from wijkschouw.web import config

API_VERSION = "1.0.0"
SECURITY_TXT_DAYS = 180

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # pictures not yet sent, and Leaflet's empty tile
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = ", ".join(
    (
        "geolocation=(self)",
        "camera=(self)",
        "screen-wake-lock=(self)",
        "accelerometer=(self)",
        "gyroscope=(self)",
        "magnetometer=(self)",
        "microphone=()",
        "display-capture=()",
        "payment=()",
        "usb=()",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # pages hold names and places: no shared cache keeps them
}
HSTS = "max-age=31536000"


def register(app: Flask) -> None:
    """Hang the headers into the app, and serve security.txt."""
    app.after_request(_add)
    app.add_url_rule("/.well-known/security.txt", "security_txt", security_txt)


def _add(answer: Response) -> Response:
    # One look at what is there: setdefault would walk the list anew for each of them.
    present = {name.lower() for name, _value in answer.headers}
    for name, value in ALWAYS.items():
        if name.lower() not in present:
            answer.headers.add(name, value)
    if request.is_secure and config().secure_cookies:
        answer.headers["Strict-Transport-Security"] = HSTS
    if request.path.startswith("/api/"):
        answer.headers["API-Version"] = API_VERSION
    return answer


def security_txt() -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    settings = config()
    ends = (utc_now() + timedelta(days=SECURITY_TXT_DAYS)).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {settings.contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
