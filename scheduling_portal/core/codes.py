"""Short codes that people type back."""

import secrets

#: Without letters and digits that look alike, and without vowels, so that no word comes out.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_code(length: int = 4) -> str:
    """A random code such as 7K3Q."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
