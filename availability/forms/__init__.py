"""What people send about availability. Shape only; the services know the rules."""

from availability.forms.answers import AnswersForm
from availability.forms.talk import OverviewFilter, RemindForm, TalkForm

__all__ = ["AnswersForm", "OverviewFilter", "RemindForm", "TalkForm"]
