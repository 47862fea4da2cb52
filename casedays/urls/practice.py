"""The practice portal's addresses of case days and bookings."""

from django.urls import URLPattern, URLResolver, path

from casedays.views.practice import calendar, cases, days, requests, sheet

urlpatterns: list[URLPattern | URLResolver] = [
    path("", days.home, name="home"),
    path("case-days/", days.day_list, name="casedays-list"),
    path("case-days/request/", requests.request_days, name="casedays-request"),
    path("case-days/<int:pk>/", days.detail, name="casedays-detail"),
    path("case-days/<int:pk>/sheet/", sheet.sheet, name="casedays-sheet"),
    path("case-days/<int:pk>/edit/", requests.edit, name="casedays-edit"),
    path("case-days/<int:pk>/cancel/", days.cancel, name="casedays-cancel"),
    path("case-days/<int:pk>/confirm-details/", days.confirm_details, name="casedays-confirm-details"),
    path("case-days/<int:pk>/proposal/", days.answer_proposal, name="casedays-proposal"),
    path("case-days/<int:pk>/proposal/decline/", days.decline_proposal, name="casedays-proposal-decline"),
    path("changes/<int:pk>/withdraw/", days.withdraw, name="changes-withdraw"),
    path("case-days/<int:pk>/patients/", cases.patients_of_day, name="cases-list"),
    path("case-days/<int:pk>/patients/book/", cases.book, name="cases-book"),
    path("cases/<int:pk>/", cases.case_detail, name="cases-detail"),
    path("cases/<int:pk>/take-off/", cases.take_case_off, name="cases-take-off"),
    path("calendar/", calendar.addresses, name="calendar"),
    path("calendar/<int:pk>/reset/", calendar.reset, name="calendar-reset"),
]
