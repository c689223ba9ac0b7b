"""What is wrong in a command as it was typed, in one sentence."""

from __future__ import annotations

import click

from terreau.core.errors import BadInput


def wrong_usage(error: click.UsageError) -> BadInput:
    """Return the error that says what is wrong, where, and what the command takes."""
    return BadInput(" ".join(error.format_message().split()), remedy=_remedy(error))


def _remedy(error: click.UsageError) -> str:
    if error.ctx is None:  # Click tells of no command when an option is the last word.
        return "Write its value after it"
    command, path = error.ctx.command, error.ctx.command_path
    if isinstance(error, click.NoSuchOption):
        options = (
            max(o.opts, key=len) for o in command.get_params(error.ctx) if o.opts[0][0] == "-"
        )
        return f"The options of `{path}` are {', '.join(options)}"
    if isinstance(command, click.Group):
        return f"The commands of `{path}` are {', '.join(command.list_commands(error.ctx))}"
    if isinstance(error, click.MissingParameter) or not isinstance(error, click.BadParameter):
        return f"Write `{' '.join([path, *command.collect_usage_pieces(error.ctx)])}`"
    return f"`{path} --help` says what it takes"
