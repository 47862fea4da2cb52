"""What must follow whenever a person is saved, by whatever path."""

from typing import Any

from allauth.account.signals import password_reset
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from accounts.services.addresses import keep_address, mark_proven
from accounts.services.sessions import end_sessions


@receiver(post_save, sender=User)
def keep_account_true(sender: type[User], instance: User, *, raw: bool = False, **kwargs: Any) -> None:
    """The address at allauth follows the person's, and nobody who is turned off stays signed in."""
    fields = kwargs.get("update_fields")
    if raw or (fields is not None and not {"email", "is_active"} & set(fields)):
        return
    keep_address(instance)
    if not instance.is_active:
        end_sessions(instance)


@receiver(password_reset)
def followed_a_mailed_link(sender: type[User], user: User, **kwargs: Any) -> None:
    """Who set a password through a mailed link reads mail at that address."""
    mark_proven(user)
