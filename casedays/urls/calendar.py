"""The addresses that calendars read."""

from django.urls import URLPattern, URLResolver, path

from casedays.views import calendar

urlpatterns: list[URLPattern | URLResolver] = [path("<str:key>.ics", calendar.feed, name="calendar-feed")]
