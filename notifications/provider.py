"""The account texts go through, if there is one."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class TextAccount:
    """A Twilio account as configured. One of `service` and `number` is the sender."""

    sid: str
    token: str
    service: str
    number: str


def text_account() -> TextAccount | None:
    """The account; None when texts stay in the text log."""
    account = TextAccount(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        settings.TWILIO_MESSAGING_SERVICE_SID,
        settings.TWILIO_FROM_NUMBER,
    )
    complete = account.sid and account.token and (account.service or account.number)
    return account if complete else None
