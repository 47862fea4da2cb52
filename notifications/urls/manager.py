"""The manager portal's addresses of messages."""

from django.urls import URLPattern, URLResolver, path

from notifications.views import manager

urlpatterns: list[URLPattern | URLResolver] = [
    path("", manager.deliveries, name="messages"),
    path("texts/", manager.texts, name="messages-texts"),
    path("replies/", manager.replies, name="messages-replies"),
    path("<int:pk>/send-again/", manager.send_again, name="messages-again"),
    path("<int:pk>/dealt-with/", manager.deal_with, name="messages-dealt-with"),
    path("replies/<int:pk>/dealt-with/", manager.deal_with_reply, name="messages-reply-dealt-with"),
]
