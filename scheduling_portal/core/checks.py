"""System checks of the ground."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register


@register()
def owned_models_are_scoped(**kwargs: Any) -> list[CheckMessage]:
    """Every model that declares itself owned must have a manager with `visible_to`."""
    return [
        Error(f"{model.__name__} has no visible_to", id="trio.E001", obj=model)
        for model in apps.get_models()
        if getattr(model, "scoped", False) and not hasattr(model._default_manager.all(), "visible_to")  # noqa: SLF001
    ]
