"""The clinician portal's addresses of case days."""

from django.urls import URLPattern, URLResolver, path

from casedays.views.clinician import answers, calendar, days, sheet

urlpatterns: list[URLPattern | URLResolver] = [
    path("", days.home, name="home"),
    path("case-days/", days.day_list, name="casedays-list"),
    path("case-days/<int:pk>/", days.detail, name="casedays-detail"),
    path("case-days/<int:pk>/sheet/", sheet.sheet, name="casedays-sheet"),
    path("case-days/<int:pk>/patients/", days.patients, name="casedays-patients"),
    path("assignments/<int:pk>/accept/", answers.accept, name="assignments-accept"),
    path("assignments/<int:pk>/decline/", answers.decline, name="assignments-decline"),
    path("offers/<int:pk>/accept/", answers.accept_offer, name="offers-accept"),
    path("offers/<int:pk>/decline/", answers.decline_offer, name="offers-decline"),
    path("changes/<int:pk>/seen/", answers.seen, name="changes-seen"),
    path("calendar/", calendar.address, name="calendar"),
    path("calendar/reset/", calendar.reset, name="calendar-reset"),
]
