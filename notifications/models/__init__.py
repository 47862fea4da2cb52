"""Notices, their deliveries, and what comes back."""

from notifications.models.home import OutboxHome
from notifications.models.notification import Delivery, Notification
from notifications.models.policy import NoticePolicyRow
from notifications.models.texting import ChannelPause, InboundText, ProviderReport, TextConsent

__all__ = [
    "ChannelPause",
    "Delivery",
    "InboundText",
    "NoticePolicyRow",
    "Notification",
    "OutboxHome",
    "ProviderReport",
    "TextConsent",
]
