"""Every address x every persona -> how it answers. One line per address; a new address without a line fails.

`needs` says what ids of the small world the address takes, in its order. `answers` maps personas to status codes; those
not named get the group's rest. Signing in is asked by 302 to the door, which is told from other redirects as LOGIN.
"""

from dataclasses import dataclass, field

from tests.architecture.world import (
    ADMIN,
    ANONYMOUS,
    BOTH,
    MANAGER,
    NURSE,
    OTHER_CLINICIAN,
    OTHER_PRACTICE,
    PERSONAS,
    PRACTICE,
)

LOGIN = 0  # a redirect to the sign-in page
CLINICIANS = (NURSE, OTHER_CLINICIAN, BOTH)
STAFF = (PRACTICE, OTHER_PRACTICE)
MANAGERS = (MANAGER, BOTH)


@dataclass(frozen=True)
class Row:
    """One address by one method."""

    name: str
    answers: dict[str, int]
    needs: tuple[int | str, ...] = ()
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)


def public(name: str, *needs: int | str, code: int = 200, signed_in: int | None = None, **more: str) -> Row:
    """For everybody; `signed_in` when somebody signed in is answered otherwise."""
    later = code if signed_in is None else signed_in
    return Row(name, {p: code if p == ANONYMOUS else later for p in PERSONAS}, needs, **more)  # type: ignore[arg-type]


def signed_in(name: str, *needs: int | str, code: int = 200, method: str = "get") -> Row:
    """For everybody who has signed in."""
    return Row(name, {p: LOGIN if p == ANONYMOUS else code for p in PERSONAS}, needs, method)


def only(people: tuple[str, ...], name: str, *needs: int | str, code: int = 200, method: str = "get") -> Row:
    """For these personas; the rest is answered as if nothing were there, and nobody is sent to the door."""
    rest = {p: LOGIN if p == ANONYMOUS else 404 for p in PERSONAS}
    return Row(name, rest | dict.fromkeys(people, code), needs, method)


def post(people: tuple[str, ...], name: str, *needs: int | str, code: int = 302) -> Row:
    """An address that only takes POST, for these personas."""
    return only(people, name, *needs, code=code, method="post")


SHELL = [
    signed_in("landing", code=302),
    public("healthz"),
    public("readyz"),
    *(public(name) for name in ("help", "help-signing-in", "help-clinician", "help-practice", "help-manager")),
    public("help-admin"),
    public("answer-done"),
    public("answer", "AB12.time.signature", code=404),  # whose link it is decides; see tests/casedays/test_links.py
    public("calendar-feed", "unknown-key", code=404),  # the key decides; see tests/casedays/test_feeds.py
    public("twilio-status", "delivery", code=403, method="post"),
    public("twilio-inbound", code=403, method="post"),
]

#: What changes a second factor first asks for the password again (302), so that an open screen is not enough.
ACCOUNT = [
    public("account_login", signed_in=302),
    public("account_signup", signed_in=302),
    public("account_inactive"),
    public("account_invitation", "uid", "key", code=410),
    public("account_reset_password"),
    public("account_reset_password_done"),
    public("account_reset_password_from_key", "uid", "key"),
    public("account_reset_password_from_key_done"),
    public("account_confirm_email", "key"),
    public("account_email_verification_sent"),
    public("account_request_login_code", signed_in=302),
    public("account_confirm_login_code", code=302),
    public("mfa_authenticate", code=302),
    public("mfa_login_webauthn", code=302),
    signed_in("account_profile"),
    public("account_logout", code=302, signed_in=200),
    signed_in("account_reauthenticate"),
    signed_in("account_email"),
    signed_in("account_change_password"),
    signed_in("account_set_password", code=302),
    signed_in("mfa_index"),
    signed_in("mfa_reauthenticate", code=302),
    signed_in("mfa_activate_totp", code=302),
    signed_in("mfa_deactivate_totp", code=404),
    signed_in("mfa_view_recovery_codes", code=404),
    signed_in("mfa_generate_recovery_codes", code=302),
    signed_in("mfa_download_recovery_codes", code=404),
    signed_in("mfa_list_webauthn"),
    signed_in("mfa_add_webauthn", code=302),
    signed_in("mfa_reauthenticate_webauthn", code=302),
    signed_in("mfa_remove_webauthn", 1, code=302),
    signed_in("mfa_edit_webauthn", 1, code=302),
    signed_in("usersessions_list"),
]

CLINICIAN_PORTAL = [
    only(CLINICIANS, "clinician:home"),
    only(CLINICIANS, "clinician:casedays-list"),
    only((NURSE,), "clinician:casedays-detail", "accepted"),
    only((NURSE,), "clinician:casedays-detail", "asked"),
    only((NURSE,), "clinician:casedays-patients", "accepted"),
    only((NURSE,), "clinician:casedays-sheet", "accepted"),
    only((), "clinician:casedays-sheet", "asked"),  # only who has accepted
    only((), "clinician:casedays-detail", "planned"),  # held people do not know of the day
    only((), "clinician:casedays-detail", "requested"),
    post((NURSE,), "clinician:assignments-accept", "assignment"),
    only((NURSE,), "clinician:assignments-decline", "assignment"),
    post((NURSE,), "clinician:offers-accept", "offer"),
    only((NURSE,), "clinician:offers-decline", "offer"),
    post((NURSE,), "clinician:changes-seen", "applied change"),
    only(CLINICIANS, "clinician:calendar"),
    only(CLINICIANS, "clinician:calendar-reset"),
    only(CLINICIANS, "clinician:availability-list"),
    only(CLINICIANS, "clinician:availability-period", "period"),
    post(CLINICIANS, "clinician:availability-comment", "period", code=200),
    only(CLINICIANS, "clinician:me"),
    only(CLINICIANS, "clinician:notices"),
    post(CLINICIANS, "clinician:notices-read-all"),
    post((NURSE,), "clinician:notices-open", "nurse's notice"),
]

PRACTICE_PORTAL = [
    only(STAFF, "practice:home"),
    only(STAFF, "practice:casedays-list"),
    only(STAFF, "practice:casedays-request"),
    only((PRACTICE,), "practice:casedays-detail", "accepted"),
    only((PRACTICE,), "practice:casedays-detail", "requested"),
    only((PRACTICE,), "practice:casedays-sheet", "accepted"),
    only((PRACTICE,), "practice:casedays-edit", "planned"),
    only((PRACTICE,), "practice:casedays-cancel", "planned"),
    only((PRACTICE,), "practice:casedays-confirm-details", "asked"),
    post((PRACTICE,), "practice:casedays-proposal", "proposed"),
    only((PRACTICE,), "practice:casedays-proposal-decline", "proposed"),
    only((PRACTICE,), "practice:changes-withdraw", "waiting change"),
    only((PRACTICE,), "practice:cases-list", "accepted"),
    only((PRACTICE,), "practice:cases-book", "accepted"),
    only((PRACTICE,), "practice:cases-detail", "case"),
    only((PRACTICE,), "practice:cases-take-off", "case"),
    only(STAFF, "practice:calendar"),
    only((PRACTICE,), "practice:calendar-reset", "practice"),
    only(STAFF, "practice:patients-list"),
    only(STAFF, "practice:patients-new"),
    only(STAFF, "practice:patients-import"),
    only(STAFF, "practice:patients-views"),
    only((PRACTICE,), "practice:patients-detail", "patient"),
    only((PRACTICE,), "practice:patients-edit", "patient"),
    only(STAFF, "practice:practice-detail"),
    only(STAFF, "practice:me"),
    only(STAFF, "practice:notices"),
    post(STAFF, "practice:notices-read-all"),
    post((PRACTICE,), "practice:notices-open", "practice's notice"),
]

MANAGER_PORTAL = [
    only(MANAGERS, "manager:home"),
    only(MANAGERS, "manager:attention", "requests"),
    only(MANAGERS, "manager:find"),
    only(MANAGERS, "manager:casedays-board"),
    only(MANAGERS, "manager:casedays-board-csv"),
    only(MANAGERS, "manager:reports"),
    only(MANAGERS, "manager:reports-detail", "fill-rate"),
    only(MANAGERS, "manager:reports-detail", "lead-times"),
    only(MANAGERS, "manager:reports-detail", "changes"),
    only(MANAGERS, "manager:reports-detail", "days-per-clinician"),
    only(MANAGERS, "manager:reports-csv", "fill-rate", "weeks"),
    only(MANAGERS, "manager:casedays-requests"),
    only(MANAGERS, "manager:casedays-new"),
    only(MANAGERS, "manager:casedays-confirm-many"),
    only(MANAGERS, "manager:casedays-detail", "planned"),
    only(MANAGERS, "manager:casedays-detail", "risky"),
    only(MANAGERS, "manager:casedays-sheet", "accepted"),
    only(MANAGERS, "manager:casedays-accept", "requested"),
    only(MANAGERS, "manager:casedays-propose", "requested"),
    only(MANAGERS, "manager:casedays-reject", "requested"),
    only(MANAGERS, "manager:casedays-edit", "planned"),
    only(MANAGERS, "manager:casedays-hold", "planned", code=302),
    only(MANAGERS, "manager:casedays-offer", "risky", code=302),
    only(MANAGERS, "manager:casedays-confirm", "planned"),
    only(MANAGERS, "manager:casedays-cancel", "planned"),
    only(MANAGERS, "manager:casedays-reschedule", "planned"),
    only(MANAGERS, "manager:casedays-move", "planned", code=302),
    only(MANAGERS, "manager:cases-list", "accepted"),
    only(MANAGERS, "manager:casedays-trio", "risky"),
    only(MANAGERS, "manager:casedays-why", "planned"),
    only(MANAGERS, "manager:matching-runs"),
    only(MANAGERS, "manager:matching-new"),
    only(MANAGERS, "manager:matching-run", "run"),
    only(MANAGERS, "manager:matching-progress", "run"),
    post(MANAGERS, "manager:matching-stop", "run"),
    post(MANAGERS, "manager:matching-again", "run"),
    only(MANAGERS, "manager:matching-apply", "run"),
    only(MANAGERS, "manager:matching-weights", "run"),
    only(MANAGERS, "manager:assignments-release", "assignment"),
    only(MANAGERS, "manager:changes-apply", "waiting change"),
    only(MANAGERS, "manager:changes-decline", "waiting change"),
    only(MANAGERS, "manager:changes-ask-again", "applied change", code=302),
    only(MANAGERS, "manager:practices-list"),
    only(MANAGERS, "manager:practices-detail", "practice"),
    only(MANAGERS, "manager:availability-list"),
    only(MANAGERS, "manager:availability-period", "period"),
    only(MANAGERS, "manager:availability-remind", "period"),
    only(MANAGERS, "manager:availability-clinician", "period", "clinician"),
    only(MANAGERS, "manager:me"),
    only(MANAGERS, "manager:clinicians-list"),
    only(MANAGERS, "manager:clinicians-detail", "clinician"),
    only(MANAGERS, "manager:clinicians-invite", "clinician"),
    only(MANAGERS, "manager:people-invite"),
    only(MANAGERS, "manager:messages"),
    only(MANAGERS, "manager:messages-texts"),
    only(MANAGERS, "manager:messages-replies"),
    post(MANAGERS, "manager:messages-again", "delivery"),
    post(MANAGERS, "manager:messages-dealt-with", "delivery"),
    post(MANAGERS, "manager:messages-reply-dealt-with", "reply"),
    only(MANAGERS, "manager:notices"),
    post(MANAGERS, "manager:notices-read-all"),
    post((MANAGER,), "manager:notices-open", "manager's notice"),
]

TABLE = [*SHELL, *ACCOUNT, *CLINICIAN_PORTAL, *PRACTICE_PORTAL, *MANAGER_PORTAL]

#: In the administration there is one right: every address of it answers its administrators, nobody else (403).
ADMINISTRATION = {p: LOGIN if p == ANONYMOUS else 403 for p in PERSONAS if p != ADMIN}
