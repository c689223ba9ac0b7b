"""How pages are drawn where only the status of their answer is asked for."""

from __future__ import annotations

from typing import Any


class Drawing:
    """Pages as they are drawn while an address is asked: each for the first actor, then as nothing.

    Who may is told by the status, before a page is drawn; to draw it takes most of the time.
    """

    def __init__(self) -> None:
        self._drawn: set[object] = set()

    def begin(self) -> None:
        """Draw again: another address, or another method."""
        self._drawn.clear()

    def around(self, render: Any) -> Any:
        """Return a template's own ``render``, called once for each template."""

        def once(template: Any, context: Any = None, request: Any = None) -> Any:
            if template.template.name in self._drawn:
                return ""
            self._drawn.add(template.template.name)
            return render(template, context, request)

        return once
