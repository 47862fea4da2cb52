"""What a text that came in means, before anybody knows the code."""

import pytest

from notifications import preferences, replies
from notifications.enums import Meaning
from notifications.models import InboundText
from scheduling_portal.core.codes import new_code
from scheduling_portal.core.models import Rules

NUMBER = "+15035550141"


@pytest.mark.parametrize(
    ("body", "accepts", "code"),
    [
        ("A 7K3Q", True, "7K3Q"),
        ("a 7k3q", True, "7K3Q"),
        ("D7K3Q", False, "7K3Q"),
        ("  A: 7K3Q!", True, "7K3Q"),
        ("yes A 7K3Q in two hours", True, "7K3Q"),
        ("D 7K3Q child is ill", False, "7K3Q"),
        ("A 7K3Q A 7K3Q", True, "7K3Q"),
    ],
)
def test_answer_is_read(body: str, *, accepts: bool, code: str) -> None:
    reading = replies.read(body)
    assert (reading.meaning, reading.accepts, reading.code) == (Meaning.ANSWER, accepts, code)


def test_words_beside_the_answer_are_kept() -> None:
    assert replies.read("D 7K3Q, child is ill.").words == "child is ill"


@pytest.mark.parametrize(
    "body",
    ["", "yes", "Yes, I can", "no", "accept", "7K3Q", "B 7K3Q", "A 7K3", "A 7K3Q D 7K3Q", "A 7K3Q A 8M4R", "a baby day",
     "cancel my day", "the end is near", "OK"],
)  # fmt: skip
def test_everything_else_is_unclear(body: str) -> None:
    assert replies.read(body).meaning in {Meaning.UNCLEAR, Meaning.KEYWORD}
    assert replies.read(body).code == ""


def test_no_code_of_ours_is_ever_read_as_a_word_of_the_provider() -> None:
    words = replies.STOP_WORDS | replies.START_WORDS | replies.HELP_WORDS
    for _ in range(2000):
        code = new_code()
        assert code not in words
        assert replies.read(f"A {code}").code == code


@pytest.mark.django_db
class TestReceive:
    def receive(self, body: str, sid: str = "SM1", number: str = NUMBER) -> InboundText:
        replies.receive(provider_id=sid, number=number, body=body)
        return InboundText.objects.get(provider_id=sid)

    @pytest.mark.parametrize(
        "word", ["STOP", "stop", "Stop.", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
    )
    def test_stop_words_turn_texts_off_and_the_provider_answers(self, word: str) -> None:
        row = self.receive(word)
        assert (row.meaning, row.answer, row.understood) == (Meaning.KEYWORD, "", True)
        assert preferences.texts_state(NUMBER) == "Texts off"

    @pytest.mark.parametrize("phrase", ["please stop", "Stop texting me!!", "no more texts"])
    def test_same_wish_in_other_words_counts_and_we_answer(self, phrase: str) -> None:
        row = self.receive(phrase)
        assert "Texts are off" in row.answer
        assert preferences.texts_state(NUMBER) == "Texts off"

    @pytest.mark.parametrize("word", ["START", "UNSTOP", "YES"])
    def test_start_words_turn_them_on_again(self, word: str) -> None:
        self.receive("STOP")
        row = self.receive(word, "SM2")
        assert row.outcome == "Texts on"
        assert preferences.texts_state(NUMBER) == ""

    def test_bare_yes_answers_no_question(self) -> None:
        row = self.receive("YES")
        assert (row.meaning, row.understood) == (Meaning.UNCLEAR, False)
        assert "A 7K3Q to accept" in row.answer

    def test_help_is_answered_by_the_provider_alone(self) -> None:
        assert self.receive("HELP").answer == ""

    def test_help_text_names_the_phone_to_call(self) -> None:
        Rules.objects.update_or_create(pk=1, defaults={"manager_phone": "503 555 0142"})
        assert "503 555 0142" in self.receive("huh?").answer

    def test_unknown_code_is_answered_and_left_to_a_manager(self) -> None:
        row = self.receive("A 7K3Q")
        assert (row.meaning, row.understood) == (Meaning.WRONG_CODE, False)
        assert "7K3Q" in row.answer

    def test_guessing_ends_after_five(self) -> None:
        for turn in range(5):
            assert self.receive(f"A {new_code()}", f"SM{turn}").meaning == Meaning.WRONG_CODE
        row = self.receive("A 7K3Q", "SM9")
        assert (row.meaning, row.answer) == (Meaning.IGNORED, "")
        assert self.receive("A 7K3Q", "SM10", "+15035550142").meaning == Meaning.WRONG_CODE
        assert self.receive("STOP", "SM11").meaning == Meaning.KEYWORD
