"""What the tests of sending share."""

import pytest

from notifications import dispatch
from tests.support.post import RecordingTransport


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> RecordingTransport:
    """Everything goes through this one."""
    recording = RecordingTransport()
    monkeypatch.setattr(dispatch, "transport_of", lambda _: recording)
    return recording
