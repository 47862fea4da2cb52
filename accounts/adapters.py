"""How the product differs from allauth's defaults.

Nobody signs themself up; links in mails start at our own address, whatever Host a request claims; secrets of second
factors are stored encrypted.
"""

import base64
import functools
import logging
from typing import Any, ClassVar
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

ANOTHER_WAY = "Try again, or sign out and use “Forgotten?” on the sign-in page."
logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from administrators and imports; people are invited by email."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That email and password don't go together. Try again, choose a new password by “Forgotten?”, or use"
            " “Email me a code”."
        ),
        "too_many_login_attempts": "Too many tries. Wait a few minutes, or use “Email me a code”.",
        "incorrect_code": (
            "That is not the code of your newest email. Type it once more, or go back and have a new one sent."
        ),
        "incorrect_password": f"That is not your password. {ANOTHER_WAY}",
        "enter_current_password": f"That is not your current password. {ANOTHER_WAY}",
    }
    #: The same refusal where “Email me a code” is what was refused, by the name of the page.
    too_many: ClassVar[dict[str, str]] = {
        "account_request_login_code": (
            "Codes were asked for too often. Use the newest one that you got, wait a few minutes, or sign in with your"
            " password."
        ),
        "account_confirm_login_code": (
            "Three wrong codes, so that one is no good any more. Have a new one sent, or sign in with your password."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """A refusal of allauth's, in words that help on the page where it is shown."""
        if code == "too_many_login_attempts":
            return ValidationError(self._too_many_here(), code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **more: Any
    ) -> None:
        """The same for what is said on the next page."""
        if message is not None and message == self.error_messages["too_many_login_attempts"]:
            message = self._too_many_here()
        super().add_message(request, level, *args, message=message, **more)

    def _too_many_here(self) -> str:
        match = getattr(context.request, "resolver_match", None)
        known = self.too_many.get(match.url_name or "") if match else None
        return known or str(self.error_messages["too_many_login_attempts"])

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: by invitation only."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a "Forgotten?" mail."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_BASE_URL + path.replace("UID-KEY", quote(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """The link that proves a new address."""
        return settings.PUBLIC_BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once. A mail server that is away must neither be a 500 nor tell which addresses are known."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.warning("%s could not be sent: %s", template_prefix, type(error).__name__)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets encrypted by a key that comes from SECRET_KEY."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "That is not the code that your app shows now. Wait for its next one and type that; without the app, use a"
            " recovery code."
        ),
    }

    def encrypt(self, text: str) -> str:
        """What the database stores for a secret."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; raises cryptography.fernet.InvalidToken when no key of ours made it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with today's SECRET_KEY; also opens what the fallback keys made."""
    return MultiFernet([_key(secret) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


@functools.lru_cache(maxsize=8)
def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts: secrets of second factors")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
