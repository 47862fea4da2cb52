"""Texts through Twilio, or kept in the text log when no account is set."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.urls import reverse
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifications.enums import Fate
from notifications.provider import TextAccount
from notifications.transports.base import Message, Receipt, Transport
from notifications.troubles import TransportError, Trouble
from notifications.twilio_codes import STATUSES, trouble_of
from scheduling_portal.core import clock

TIMEOUT = 10.0  # seconds; the SDK's own default is none
LONGEST_VALIDITY = 14_400  # seconds Twilio keeps a text in its queue at most
CLOCK_SLACK = dt.timedelta(minutes=2)


class LogTransport:
    """No account: the text is kept where managers read it, and counts as delivered there."""

    def send(self, message: Message) -> Receipt:
        """Always succeeds, and twice is the same as once."""
        return Receipt(fate=Fate.DELIVERED, note="Kept in the text log", final=True)

    def look_up(self, message: Message) -> Receipt | None:
        """Nothing left the house."""
        return None

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        """There is nobody to ask."""
        return None


class TwilioTransport:
    """Twilio has no key that makes a repeat harmless: after an uncertain try its list of messages is searched."""

    def __init__(self, account: TextAccount) -> None:
        self.account = account
        http = TwilioHttpClient(timeout=TIMEOUT, max_retries=None)
        self.client = Client(account.sid, account.token, http_client=http)

    def send(self, message: Message) -> Receipt:
        """Create the message. The callback's address carries our id and attempt, so a report finds its row."""
        sender: dict[str, Any] = (
            {"messaging_service_sid": self.account.service} if self.account.service else {"from_": self.account.number}
        )
        if message.good_until is not None:
            left = int((message.good_until - clock.now()).total_seconds())
            sender["validity_period"] = max(1, min(left, LONGEST_VALIDITY))
        try:
            created = self.client.messages.create(
                to=message.address, body=message.body, status_callback=callback_url(message), **sender
            )
        except TwilioRestException as error:
            raise TransportError(*trouble_of(error.code or 0, http_status=error.status)) from error
        except requests.exceptions.ConnectTimeout as error:
            raise TransportError(Trouble.TRANSIENT, "Twilio could not be reached") from error
        except requests.exceptions.RequestException as error:
            raise TransportError(Trouble.AMBIGUOUS, "Twilio did not answer") from error
        return Receipt(fate=Fate.SENT, provider_id=str(created.sid))

    def look_up(self, message: Message) -> Receipt | None:
        """The message with this very text to this number since the delivery was made, if Twilio has it."""
        try:
            found = self.client.messages.list(
                to=message.address, date_sent_after=message.created_at - CLOCK_SLACK, limit=50
            )
        except (TwilioRestException, requests.exceptions.RequestException) as error:
            raise TransportError(Trouble.AMBIGUOUS, "Twilio could not be asked about it") from error
        for each in found:
            if each.body == message.body and STATUSES.get(str(each.status)) != Fate.FAILED:
                delivered = STATUSES.get(str(each.status)) == Fate.DELIVERED
                return Receipt(
                    fate=Fate.DELIVERED if delivered else Fate.SENT,
                    provider_id=str(each.sid),
                    note="Found at Twilio",
                    final=delivered,
                )
        return None

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        """Ask for the status of one message."""
        try:
            found = self.client.messages(provider_id).fetch()
        except (TwilioRestException, requests.exceptions.RequestException):
            return None
        return str(found.status), str(found.error_code or "")


def callback_url(message: Message) -> str:
    """Where Twilio reports on this attempt; it tries again on failure."""
    path = reverse("twilio-status", args=[message.delivery_id])
    query = urlencode({"attempt": message.attempt})
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}?{query}#rc=3&rp=all"


_log: Transport = LogTransport()
