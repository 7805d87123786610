"""Send mail by the configured server (WIJKSCHOUW_SMTP_URL); without one, nothing is sent."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from config import Config, ConfigError

TIMEOUT_SECONDS = 20


class MailError(RuntimeError):
    """The mail was not taken over by the server; the text says why, without addresses."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes along; ``media_type`` such as application/pdf."""

    name: str
    content: bytes
    media_type: str


def can_send(config: Config) -> bool:
    """Whether a mail server is configured."""
    return config.smtp_url is not None


def send(
    config: Config,
    to: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Hand one mail to the server. Raises MailError when it is not taken, or none is configured."""
    if config.smtp_url is None:
        raise MailError("no mail server is configured")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config.mail_from, to, subject
    domain = parseaddr(config.mail_from)[1].rpartition("@")[2]
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    for file in attachments:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    try:
        _deliver(config.smtp_url, message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"the mail server did not take it ({type(error).__name__})") from error


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ConfigError("WIJKSCHOUW_SMTP_URL must be smtp://… or smtps://user:password@host:port")
    secure = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            parts.hostname, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure
        )
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        # On the way to itself nothing leaves this machine, and the certificate of a mail server
        # just installed (Debian's "snakeoil") names nobody that could be checked.
        if parts.scheme == "smtp" and not _is_here(parts.hostname):
            if server.has_extn("starttls"):
                server.starttls(context=secure)
            elif parts.username:
                raise MailError("the mail server offers no encryption to send a password under")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
