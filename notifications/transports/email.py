"""Email through Django's backend, one message per delivery."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from notifications.transports.base import Message, Receipt, Transport
from notifications.troubles import TransportError, Trouble

PERMANENT_FROM = 500  # SMTP reply codes from here on will not change by trying again


class EmailTransport:
    """Sent is as much as can be known of an email; a repeat after an uncertain try does no harm."""

    def send(self, message: Message) -> Receipt:
        """Hand it to the mail server. The same delivery keeps the same Message-ID, so a repeat is recognised."""
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[message.address],
            headers={
                "Message-ID": f"<delivery-{message.delivery_id}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            sanitize_address(message.address, "utf-8")
            mail.send()
        except ValueError as error:
            raise TransportError(Trouble.PERMANENT, "The email address cannot be right") from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refused(max(codes, default=PERMANENT_FROM), "The mail server refused the address") from error
        except smtplib.SMTPAuthenticationError as error:
            raise TransportError(Trouble.CHANNEL, "The mail server refused our credentials") from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, "The mail server refused the message") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(Trouble.TRANSIENT, "The mail server could not be reached") from error
        return Receipt(fate=_SENT, final=True)

    def look_up(self, message: Message) -> Receipt | None:
        """Nobody can be asked; it is sent again."""
        return None

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        """Nobody can be asked."""
        return None


def _refused(code: int, reason: str) -> TransportError:
    trouble = Trouble.PERMANENT if code >= PERMANENT_FROM else Trouble.TRANSIENT
    return TransportError(trouble, f"{reason} ({code})")


_SENT = Receipt().fate
_: Transport = EmailTransport()
