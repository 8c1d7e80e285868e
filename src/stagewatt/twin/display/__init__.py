"""The main meter's display and its buttons."""

from __future__ import annotations

from stagewatt.twin.display.lcd import FACES, Display, Row, Shown, buttons, pressed, shown
from stagewatt.twin.display.pages import Button, Page

__all__ = ["FACES", "Button", "Display", "Page", "Row", "Shown", "buttons", "pressed", "shown"]
