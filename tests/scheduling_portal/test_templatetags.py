"""The tags and filters of every template: what they draw, and that they escape what they are given."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from lucide import IconDoesNotExist

from scheduling_portal.core import markup
from scheduling_portal.core.vocabulary import UnknownWordError

EVIL = '<script>alert("x")</script>'


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_icon_is_drawn_and_hidden_from_assistive_technology() -> None:
    html = draw('{% icon "calendar-check-2" 20 "r-settled" %}')
    assert html.startswith('<svg class="icon r-settled" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"')
    assert "xmlns" not in html
    assert "style" not in html


def test_unknown_icon_is_refused() -> None:
    with pytest.raises(IconDoesNotExist):
        draw('{% icon "no-such-icon" %}')


def test_row_icon_is_a_reference_to_the_sprite() -> None:
    html = draw('{% row_icon "user-check" %}')
    assert "#user-check" in html
    assert "<path" not in html


def test_row_icon_outside_the_sprite_is_drawn() -> None:
    assert "<path" in draw('{% row_icon "stethoscope" %}')


def test_status_badge_takes_a_value_or_the_day_itself() -> None:
    class Day:
        status = "planned"

    html = draw("{% status_badge day %}", day=Day())
    assert html == draw('{% status_badge "planned" %}')
    assert 'class="status r-planned is-dashed"' in html
    assert html.endswith("Planned</span>")


def test_status_badge_label_replaces_the_word_and_is_escaped() -> None:
    html = draw('{% status_badge "change_waiting" label %}', label=EVIL)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "r-look" in html


def test_state_word_has_no_box() -> None:
    html = draw('{% state_word "assignment" "asked" "Asked 3 days ago" %}')
    assert 'class="state r-waiting"' in html
    assert "Asked 3 days ago" in html


def test_state_word_of_preferred_has_a_filled_star() -> None:
    assert "icon-filled" in draw('{% state_word "availability" "preferred" %}')


def test_state_word_of_an_unknown_state_is_refused() -> None:
    with pytest.raises(UnknownWordError):
        draw('{% state_word "delivery" "lost" %}')


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["accepted", "asked", "reminded"], "3 of 3 filled"),
        (["accepted", "accepted", "open"], "2 of 3 filled"),
        (["held", "held", "held"], "3 of 3 held"),
        (["held", "open", "open"], "1 of 3 held"),
        (["accepted", "held", "open"], "1 of 3 filled, 1 held"),
        (["accepted", "accepted", "dropped"], "2 of 3, open slot"),
        (["open", "open", "open"], "0 of 3 filled"),
    ],
)
def test_trio_bars_say_what_they_show(states: list[str], said: str) -> None:
    alone = draw("{% trio_bars states %}", states=states)
    assert f'aria-label="{said}"' in alone
    assert alone.count("<rect") == 3
    beside = draw("{% trio_bars states words=True %}", states=states)
    assert said in beside
    assert 'aria-hidden="true"' in beside


def test_trio_bars_draw_each_state_its_own_way() -> None:
    html = draw("{% trio_bars states %}", states=["accepted", "held", "dropped"])
    drawn = {name for name in ("filled", "held", "hatch", "dropped", "open") if f"trio-{name}" in html}
    assert drawn == {"filled", "held", "hatch", "dropped"}


@pytest.mark.parametrize(("value", "total", "width"), [(22, 28, 79), (0, 0, 0), (5, 4, 100), (-1, 4, 0)])
def test_progress_bar_stays_within_its_frame(value: int, total: int, width: int) -> None:
    assert f'<rect width="{width}"' in draw('{% progress_bar value total "x" %}', value=value, total=total)


def test_capacity_bar_grows_its_scale_when_over() -> None:
    html = markup.capacity_bar([("booked", 0, 300), ("turnover", 300, 15), ("over", 315, 120)], 390, "")
    assert '<rect class="capacity-over" x="72.41%" width="27.59%"' in html
    assert 'aria-label="420 of 390 minutes booked"' in html
    assert 'fill="url(#capacity-hatch)"' in html


def test_capacity_marks_stand_at_their_place_and_do_not_overlap() -> None:
    times = [dt.time(7, 30), dt.time(7, 45), dt.time(10, 45), dt.time(13, 45), dt.time(14, 0)]
    html = draw("{% capacity_marks times %}", times=times)
    assert [part.split("<")[0] for part in html.split(">") if ":" in part] == ["7:30", "10:45", "2:00"]
    assert '<text x="50.0%" y="13" text-anchor="middle">10:45</text>' in html


def test_capacity_marks_of_nothing_are_empty() -> None:
    assert "<text" not in draw("{% capacity_marks times %}", times=[])


class SampleForm(forms.Form):
    site = forms.CharField(label="Site", help_text="Where the team goes")
    children = forms.ChoiceField(label="Children", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Read", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def refused() -> SampleForm:
    form = SampleForm({"site": "", "children": "y"})
    form.add_error(None, "Nothing fits together.")
    return form


def test_field_ties_label_hint_error_and_input_together(refused: SampleForm) -> None:
    html = draw("{% field form.site %}", form=refused)
    assert '<label class="form-label" for="id_site">Site</label>' in html
    assert 'id="id_site_helptext">Where the team goes' in html
    assert 'aria-describedby="id_site_helptext id_site_error"' in html
    assert 'id="id_site_error"' in html
    assert "<span>Fill this in.</span>" in html


def test_field_with_its_own_hint_is_described_by_it() -> None:
    html = draw('{% field form.agree hint="Take your time" label="I read it" %}', form=SampleForm())
    assert "I read it" in html
    assert 'id="id_agree_helptext">Take your time' in html
    assert 'aria-describedby="id_agree_helptext"' in html


def test_field_of_choices_is_a_group_with_a_legend() -> None:
    html = draw("{% field form.children row=True %}", form=SampleForm())
    assert "<fieldset" in html
    assert "<legend>Children</legend>" in html
    assert "field-choices-row" in html


def test_field_that_is_hidden_is_only_the_input() -> None:
    assert (
        draw("{% field form.secret %}", form=SampleForm()).strip()
        == '<input type="hidden" name="secret" id="id_secret">'
    )


def test_django_and_crispy_draw_fields_the_same_way() -> None:
    own = draw("{% field form.site %}", form=SampleForm()).split()
    assert draw("{{ form.site.as_field_group }}", form=SampleForm()).split() == own
    crispy = draw("{% load crispy_forms_filters %}{{ form|crispy }}", form=SampleForm())
    assert " ".join(own) in " ".join(crispy.split())


def test_error_summary_repeats_each_error_as_a_link_to_its_field(refused: SampleForm) -> None:
    html = draw('{% error_summary form to="send this request" %}', form=refused)
    assert "Fix 2 things to send this request" in html
    assert '<a href="#id_site">Site: fill this in.</a>' in html
    assert "<li>Nothing fits together.</li>" in html


def test_error_summary_of_a_good_form_is_nothing() -> None:
    assert draw('{% error_summary form to="save" %}', form=SampleForm()).strip() == ""


def test_error_summary_escapes_what_was_typed() -> None:
    form = SampleForm({"site": "x", "children": EVIL})
    assert "<script>" not in draw("{% error_summary form %}{% field form.children %}", form=form)


def test_panel_escapes_its_title_and_keeps_its_content() -> None:
    html = draw("{% panel title count=3 %}<b>inside</b>{% endpanel %}", title=EVIL)
    assert "<b>inside</b>" in html
    assert "<script>" not in html
    assert '<span class="panel-count">3</span>' in html


def test_dialog_card_is_found_by_the_script_and_has_the_heading() -> None:
    html = draw(
        '{% dialog_card "Cancel the day?" lead="For good." %}{% consequences "Texts 2" %}'
        '{% consequence "mail" %}<b>2</b> mails{% endconsequence %}{% endconsequences %}{% enddialog_card %}'
    )
    assert "data-dialog-body" in html
    assert '<h1 id="dialog-title">Cancel the day?</h1>' in html
    assert "<b>2</b> mails" in html


def test_reason_says_its_sign_in_words_too() -> None:
    html = draw('{% reason "minus" %}{{ text }}{% endreason %}', text=EVIL)
    assert "Against: " in html
    assert "reason-minus" in html
    assert "<script>" not in html


def test_empty_state_names_icon_why_and_next_step() -> None:
    html = draw('{% empty_state "circle-check" "Nothing needs you" %}<p>Next on Friday.</p>{% endempty_state %}')
    assert "Nothing needs you</p><p>Next on Friday.</p>" in html


def test_block_without_its_end_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw('{% panel "x" %}')


def test_filters_leave_nothing_for_nothing() -> None:
    for name in ("day", "day_long", "clock", "zone", "ago", "age", "until", "phone", "tel", "miles"):
        assert draw(f"{{{{ v|{name} }}}}", v=None) == ""


def test_filters_say_dates_and_places() -> None:
    html = draw(
        "{{ d|day_long }}, {{ t|clock }} {{ z|zone:d }}", d=dt.date(2027, 3, 11), t=dt.time(0, 0), z="America/Boise"
    )
    assert html == "Thursday 11 March 2027, 12:00 am MT"


def test_tel_is_a_link_and_escapes_what_is_no_number() -> None:
    assert draw("{{ v|tel }}", v="+15035550142") == '<a class="nowrap" href="tel:+1-503-555-0142">503 555 0142</a>'
    assert draw("{{ v|tel }}", v=EVIL).startswith("&lt;script")


@pytest.mark.parametrize(
    ("label", "sentence", "said"),
    [
        ("Height, cm", "Enter 30 or more; this is 5.", "Height, cm: enter 30 or more; this is 5."),
        ("First name", "Enter the first name.", "Enter the first name."),
        ("Best date", "Thu 11 Mar is there twice.", "Best date: Thu 11 Mar is there twice."),
        ("Reason", "Say why, in a few words.", "Say why, in a few words."),
        ("", "Choose a date.", "Choose a date."),
    ],
)
def test_error_summary_names_the_field_where_its_sentence_does_not(label: str, sentence: str, said: str) -> None:
    class One(forms.Form):
        it = forms.CharField(label=label, error_messages={"required": sentence})

    form = One({})
    form.fields["it"].label = label

    assert f'<a href="#id_it">{said}</a>' in draw("{% error_summary form %}", form=form)
