"""The one-time links of texts. Nobody has to sign in for them."""

from django.urls import URLPattern, URLResolver, path

from casedays.views import link

urlpatterns: list[URLPattern | URLResolver] = [
    path("", link.answered, name="answer-done"),
    path("<str:token>/", link.answer, name="answer"),
]
