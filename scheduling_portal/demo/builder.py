"""Makes the demo world, all of it or nothing."""

from unittest import mock

from django.db import transaction

from availability.services import count_behind
from casedays.models import CaseDay
from notifications import doorbell
from notifications.models import Delivery
from scheduling_portal.core import clock
from scheduling_portal.demo.answers import make_periods
from scheduling_portal.demo.bookings import make_patients
from scheduling_portal.demo.messages import settle_messages
from scheduling_portal.demo.people import make_people
from scheduling_portal.demo.sign_ins import last_sign_ins
from scheduling_portal.demo.story import play
from scheduling_portal.demo.world import World


def build(world: World) -> None:
    """Fill the database in one transaction; raises what a service refuses, and then nothing is kept."""
    # No worker need be woken: most messages get their fate here, and the sweep finds those that wait.
    with mock.patch.object(doorbell, "ring"), transaction.atomic():
        make_people(world)
        world.say(f"{len(world.clinicians)} clinicians, {len(world.practices)} practices, {len(world.sites)} sites")
        make_periods(world)
        world.say("3 scheduling periods with availability")
        make_patients(world)
        world.say(f"{sum(map(len, world.patients.values()))} patients")
        play(world)
        world.say(f"{CaseDay.objects.count()} case days")
        count_behind(clock.now().date())
        settle_messages(world)
        last_sign_ins()
        world.say(f"{Delivery.objects.count()} messages")
