"""What a text that came in means: texts on or off, an answer with a code, or something for a person to read.

A number alone never acts: only a code that was sent to it does, and `casedays` says what the code stands for.
"""

import datetime as dt
import re
from dataclasses import dataclass

from notifications import preferences
from notifications.enums import Meaning
from notifications.events import ReplyReceived
from notifications.models import InboundText, TextConsent
from scheduling_portal.core import clock
from scheduling_portal.core.codes import ALPHABET
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import Rules

#: The provider's own words, mirrored here. None of them is ever an answer to us.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "OPT-OUT", "OPT OUT"}
)
START_WORDS = frozenset({"START", "UNSTOP", "YES"})
HELP_WORDS = frozenset({"HELP", "INFO"})
#: The same wish in a person's own words; the provider does not act on these, so we do.
STOP_PHRASE = re.compile(
    r"\b(please stop|stop (texting|sending|messag\w+|these)|no more texts|unsubscribe me|opt me out)\b", re.IGNORECASE
)
ANSWER = re.compile(rf"\b([AD])[\s:.,-]*([{ALPHABET}]{{4}})\b", re.IGNORECASE)

WRONG_CODES = 5
LOCKED_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Reading:
    """What a text says: its meaning, and for an answer which, and the words around it."""

    meaning: Meaning
    accepts: bool = False
    code: str = ""
    words: str = ""


def read(body: str) -> Reading:
    """What a text says by itself, before anybody looks at codes or consent."""
    word = " ".join(body.upper().split()).strip(" .!")
    if word in STOP_WORDS | START_WORDS | HELP_WORDS or STOP_PHRASE.search(body):
        return Reading(Meaning.KEYWORD)
    answers = {(verb.upper(), code.upper()) for verb, code in ANSWER.findall(body)}
    if len(answers) == 1:
        verb, code = answers.pop()
        words = " ".join(ANSWER.sub(" ", body).split()).strip(" .,;:-")
        return Reading(Meaning.ANSWER, accepts=verb == "A", code=code, words=words[:300])
    return Reading(Meaning.UNCLEAR)


@in_transaction
def receive(*, provider_id: str, number: str, body: str) -> str:
    """Take in a text once, act on it, and return what to text back; empty for nothing.

    The same text delivered again by the provider changes nothing and gets the same answer.
    """
    number = preferences.e164(number) or number[:20]
    row, fresh = InboundText.objects.get_or_create(provider_id=provider_id, defaults={"number": number, "body": body})
    if not fresh:
        return row.answer
    reading = read(body)
    if reading.meaning == Meaning.KEYWORD:
        _keyword(row, body)
    elif _locked(row):
        _write(row, Meaning.IGNORED, "Ignored: too many unknown codes from this number", "")
    elif reading.meaning == Meaning.ANSWER:
        _answer(row, reading)
    else:
        _write(row, Meaning.UNCLEAR, "", help_text())
    row.refresh_from_db()
    return row.answer


def settle_reply(*, inbound_id: int, outcome: str, answer: str, understood: bool = True) -> None:
    """Called by whoever knows the code: what the reply led to, and what to text back.

    `understood` off leaves it to a manager to read.
    """
    InboundText.objects.filter(pk=inbound_id).update(
        meaning=Meaning.ANSWER, understood=understood, outcome=outcome[:300], answer=answer[:480]
    )


def help_text() -> str:
    """What unclear replies are answered with."""
    phone = Rules.current().manager_phone
    call = f" or call {phone}" if phone else ""
    return (
        "We could not read that. To answer, text A or D and the code from our text, such as A 7K3Q to accept or "
        f"D 7K3Q if you can't make it. You can also answer in the portal{call}. A manager sees your message."
    )


def _answer(row: InboundText, reading: Reading) -> None:
    publish(
        ReplyReceived(
            actor_id=None,
            reason=reading.words,
            inbound_id=row.pk,
            code=reading.code,
            accepts=reading.accepts,
            number=row.number,
        )
    )
    row.refresh_from_db()
    if row.meaning != Meaning.ANSWER:
        _write(
            row,
            Meaning.WRONG_CODE,
            f"No open question with code {reading.code} for this number",
            f"We know no open question with code {reading.code}. Check the code in our text, or use the portal.",
        )


def _keyword(row: InboundText, body: str) -> None:
    """Mirror consent. The provider answers its own words; we answer only a wish in other words."""
    word = " ".join(body.upper().split()).strip(" .!")
    if word in HELP_WORDS:
        _write(row, Meaning.KEYWORD, "Asked for help; the provider answered", "", understood=True)
    elif word in START_WORDS:
        off = preferences.consents_of([row.number]).get(row.number)
        if word == "YES" and (off is None or off.allowed):
            _write(row, Meaning.UNCLEAR, "A bare YES answers no question", help_text())
            return
        preferences.set_consent(number=row.number, allowed=True, source=f"Texted {word}")
        _write(row, Meaning.KEYWORD, "Texts on", "", understood=True)
    else:
        by_provider = word in STOP_WORDS
        _turn_off(row.number, word if by_provider else "a wish to stop")
        answer = "" if by_provider else "Texts are off. You get emails instead. Text START to turn texts on."
        _write(row, Meaning.KEYWORD, "Texts off", answer, understood=True)


def _turn_off(number: str, word: str) -> None:
    current = preferences.consents_of([number]).get(number)
    if current is None or current.allowed:
        TextConsent.objects.create(number=number, allowed=False, source=f"Texted {word}"[:120])


def _locked(row: InboundText) -> bool:
    since = clock.now() - LOCKED_FOR
    wrong = InboundText.objects.filter(number=row.number, meaning=Meaning.WRONG_CODE, received_at__gte=since).exclude(
        pk=row.pk
    )
    return wrong.count() >= WRONG_CODES


def _write(row: InboundText, meaning: Meaning, outcome: str, answer: str, *, understood: bool = False) -> None:
    row.meaning, row.outcome, row.answer, row.understood = meaning, outcome, answer, understood
    row.save(update_fields=["meaning", "outcome", "answer", "understood"])
