"""Notices, their deliveries, and what comes back."""

from notifications.models.notification import Delivery, Notification
from notifications.models.policy import NoticePolicyRow
from notifications.models.texting import InboundText, ProviderReport, TextConsent

__all__ = [
    "Delivery",
    "InboundText",
    "NoticePolicyRow",
    "Notification",
    "ProviderReport",
    "TextConsent",
]
