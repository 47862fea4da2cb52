"""Where the provider of texts calls. Outside every portal: its signature is the gate."""

from django.urls import path

from notifications import webhooks

urlpatterns = [
    path("twilio/status/<int:pk>/", webhooks.status, name="twilio-status"),
    path("twilio/inbound/", webhooks.inbound, name="twilio-inbound"),
]
