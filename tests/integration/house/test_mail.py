"""Handing mail over to the configured server."""

from dataclasses import replace

import pytest

from config import Config
from tests.smtp import MailBox
from wijkschouw import mail

TO = "manager@voorbeeldstad.example"


@pytest.fixture
def config(mail_box: MailBox) -> Config:
    return Config.from_environment(
        {
            "WIJKSCHOUW_ENVIRONMENT": "test",
            "WIJKSCHOUW_SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
            "WIJKSCHOUW_SMTP_URL": mail_box.url,
            "WIJKSCHOUW_MAIL_FROM": "Wijkschouw <schouw@voorbeeldstad.example>",
        }
    )


def with_password(config: Config) -> Config:
    assert config.smtp_url is not None
    return replace(config, smtp_url=config.smtp_url.replace("://", "://schouw:geheim@"))


def test_a_mail_arrives_with_its_file(config: Config, mail_box: MailBox) -> None:
    file = mail.Attachment("wijk één.pdf", b"%PDF-", "application/pdf")
    mail.send(config, TO, "Wijkrapport – één", "Hallo", [file])
    (received,) = mail_box.received
    assert (received["To"], received["Subject"]) == (TO, "Wijkrapport – één")
    assert received["Message-ID"].endswith("@voorbeeldstad.example>")
    (attached,) = received.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("wijk één.pdf", b"%PDF-")


def test_a_server_on_this_machine_needs_no_certificate(config: Config, mail_box: MailBox) -> None:
    mail_box.offers = ("STARTTLS",)
    mail.send(config, TO, "Onderwerp", "Hallo")
    assert len(mail_box.received) == 1


def test_elsewhere_the_certificate_counts(
    config: Config, mail_box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_is_here", lambda _host: False)
    mail_box.offers = ("STARTTLS",)
    with pytest.raises(mail.MailError):
        mail.send(config, TO, "Onderwerp", "Hallo")
    assert mail_box.received == []


def test_no_password_goes_over_a_network_in_the_clear(
    config: Config, mail_box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_is_here", lambda _host: False)
    mail_box.offers = ("AUTH PLAIN LOGIN",)
    with pytest.raises(mail.MailError, match="no encryption"):
        mail.send(with_password(config), TO, "Onderwerp", "Hallo")


def test_a_server_that_takes_nothing_is_told_without_addresses(
    config: Config, mail_box: MailBox
) -> None:
    mail_box.refuses = True
    with pytest.raises(mail.MailError) as caught:
        mail.send(config, TO, "Onderwerp", "Hallo")
    assert TO not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert mail._is_here(host)


@pytest.mark.parametrize("host", ["mail.voorbeeldstad.example", "192.0.2.1", "localhost.example"])
def test_others_are_not_this_machine(host: str) -> None:
    assert not mail._is_here(host)
