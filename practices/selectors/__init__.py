"""What pages read of practices, their people and their patients."""

from practices.selectors.people import staff_line, staff_role, without_people, works_for_a_practice

__all__ = ["staff_line", "staff_role", "without_people", "works_for_a_practice"]
