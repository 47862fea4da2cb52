"""Case days in the manager's portal."""

from django.urls import URLPattern, URLResolver, path

from casedays.views.manager import board, day, deciding, editing, home, moving, patients, reports, requests, team

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("needs/<slug:group>/", home.group, name="attention"),
    path("board/", board.board, name="casedays-board"),
    path("board/export/", board.export, name="casedays-board-csv"),
    path("reports/", reports.index, name="reports"),
    path("reports/<slug:key>/", reports.detail, name="reports-detail"),
    path("reports/<slug:key>/<slug:table>.csv", reports.export, name="reports-csv"),
    path("requests/", requests.requests, name="casedays-requests"),
    path("case-days/new/", editing.new, name="casedays-new"),
    path("case-days/confirm/", board.confirm_many, name="casedays-confirm-many"),
    path("case-days/<int:pk>/", day.detail, name="casedays-detail"),
    path("case-days/<int:pk>/accept/", requests.accept, name="casedays-accept"),
    path("case-days/<int:pk>/propose/", requests.propose, name="casedays-propose"),
    path("case-days/<int:pk>/reject/", requests.reject, name="casedays-reject"),
    path("case-days/<int:pk>/edit/", editing.edit, name="casedays-edit"),
    path("case-days/<int:pk>/hold/", team.hold, name="casedays-hold"),
    path("case-days/<int:pk>/offer/", team.offer, name="casedays-offer"),
    path("case-days/<int:pk>/confirm/", deciding.confirm, name="casedays-confirm"),
    path("case-days/<int:pk>/cancel/", deciding.cancel, name="casedays-cancel"),
    path("case-days/<int:pk>/reschedule/", moving.dates, name="casedays-reschedule"),
    path("case-days/<int:pk>/move/", moving.move, name="casedays-move"),
    path("case-days/<int:pk>/patients/", patients.patients, name="cases-list"),
    path("assignments/<int:pk>/release/", team.release, name="assignments-release"),
    path("changes/<int:pk>/apply/", deciding.apply, name="changes-apply"),
    path("changes/<int:pk>/decline/", deciding.decline, name="changes-decline"),
]
