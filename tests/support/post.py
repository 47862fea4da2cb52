"""Stand-ins for the world outside: a transport that remembers, and Twilio's server."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response

from notifications.enums import Fate
from notifications.transports.base import Message, Receipt
from notifications.troubles import TransportError, Trouble


@dataclass
class RecordingTransport:
    """Remembers what was sent. `troubles` are raised in turn, then everything goes; `known` is what a look-up finds."""

    troubles: list[TransportError | Exception] = field(default_factory=list)
    known: Receipt | None = None
    sent: list[Message] = field(default_factory=list)
    asked: list[Message] = field(default_factory=list)
    before: Callable[[Message], None] = lambda _: None

    def send(self, message: Message) -> Receipt:
        self.before(message)
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(message)
        return Receipt(provider_id=f"SM{message.delivery_id}")

    def look_up(self, message: Message) -> Receipt | None:
        self.asked.append(message)
        return self.known

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        return None


def trouble(kind: Trouble, reason: str = "No luck") -> TransportError:
    return TransportError(kind, reason)


@dataclass
class Post:
    """One message as the fake Twilio keeps it."""

    sid: str
    to: str
    body: str
    status: str = "queued"
    error_code: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"sid": self.sid, "to": self.to, "body": self.body, "status": self.status, "error_code": self.error_code}


class FakeTwilio(HttpClient):
    """Answers the SDK's requests. `faults` is a script: each entry is an exception, or (HTTP status, error code).

    A fault with `taken=True` in `lost` keeps the message although the answer is lost.
    """

    def __init__(self) -> None:
        super().__init__(None, False, None)
        self.posts: list[Post] = []
        self.requests: list[dict[str, Any]] = []
        self.faults: list[Exception | tuple[int, int]] = []
        self.lost: list[Exception] = []

    def request(self, method: str, url: str, **kwargs: Any) -> Response:
        data = kwargs.get("data") or {}
        self.requests.append({"method": method, "url": url, "data": data, "params": kwargs.get("params") or {}})
        path = urlsplit(url).path
        if method == "POST":
            return self._create(data)
        if path.endswith("/Messages.json"):
            wanted = (kwargs.get("params") or {}).get("To") or parse_qs(urlsplit(url).query).get("To", [""])[0]
            found = [post.as_json() for post in self.posts if post.to == wanted]
            return Response(200, json.dumps({"messages": found, "next_page_uri": None, "page_size": 50, "page": 0}))
        sid = path.rpartition("/")[2].removesuffix(".json")
        one = next((post for post in self.posts if post.sid == sid), None)
        return Response(200, json.dumps(one.as_json())) if one else Response(404, json.dumps({"code": 20404}))

    def _create(self, data: dict[str, Any]) -> Response:
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return Response(fault[0], json.dumps({"code": fault[1], "message": "no", "status": fault[0]}))
        post = Post(f"SM{len(self.posts):032}", data["To"], data["Body"])
        self.posts.append(post)
        if self.lost:
            raise self.lost.pop(0)
        return Response(201, json.dumps(post.as_json()))


def delivered(fate: str) -> bool:
    return fate in {Fate.SENT, Fate.DELIVERED}
