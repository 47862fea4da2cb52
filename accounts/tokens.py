"""One-time links for invited people."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, int_to_base36

from accounts.models import User

VALID_DAYS = 14
_DAY = 24 * 60 * 60
LONGEST_ID = 12  # characters in base 36; what is longer is no id of ours


class InvitationTokens(PasswordResetTokenGenerator):
    """A token dies when it is used (the password changes), when they sign in, and after VALID_DAYS."""

    key_salt = "accounts.tokens.InvitationTokens"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether the token is this person's, unused, and not too old."""
        if user is None or not token or len(token) > 100:
            return False
        try:
            made = base36_to_int(token.split("-")[0])
        except ValueError:
            return False
        age = self._num_seconds(self._now()) - made
        return 0 <= age <= VALID_DAYS * _DAY and any(
            self._same(user, made, secret, token) for secret in [self.secret, *self.secret_fallbacks]
        )

    def _same(self, user: User, made: int, secret: str | bytes, token: str) -> bool:
        return constant_time_compare(self._make_token_with_timestamp(user, made, secret), token)


invitation_tokens = InvitationTokens()


def invitation_url(user: User) -> str:
    """The whole address of a fresh link with which `user` sets a password."""
    path = reverse(
        "account_invitation",
        kwargs={"uid": int_to_base36(user.pk), "key": invitation_tokens.make_token(user)},
    )
    return f"{settings.PUBLIC_BASE_URL}{path}"


def invited_user(uid: str, key: str) -> User | None:
    """The active person whose link this is; None when it is wrong, used or too old."""
    if len(uid) > LONGEST_ID:
        return None
    try:
        user = User.objects.filter(pk=base36_to_int(uid), is_active=True).first()
    except ValueError:
        return None
    return user if invitation_tokens.check_token(user, key) else None
