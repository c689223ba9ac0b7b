"""``terreau``: the tree of commands, each loaded when it is called."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from typing import NoReturn

import click

from terreau import __version__
from terreau.cli.usage import wrong_usage
from terreau.core.errors import TerreauError

_SETTINGS = "DJANGO_SETTINGS_MODULE"

# name -> (module, attribute, one line for --help). A command's module is imported only when called,
# so that library commands never load Django and `terreau --help` answers at once.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "data": ("terreau.cli.data", "data", "Bring tables in, list them, remove them."),
    "analyse": ("terreau.cli.analyse", "analyse", "Compute on a file: effects, quotients, peers."),
    "indicators": ("terreau.cli.indicators", "indicators", "List indicators, print their values."),
    "reference": ("terreau.cli.reference", "reference", "Build and check the bundled reference."),
    "example": ("terreau.cli.example", "example", "Install or remove the example country."),
    "search": ("terreau.cli.search", "search", "Find the texts of a file that answer questions."),
    "eligibility": (
        "terreau.cli.eligibility",
        "eligibility",
        "Say which schemes fit which subjects.",
    ),
    "profile": ("terreau.cli.web", "profile", "Print the profile of a territory."),
    "compare": ("terreau.cli.web", "compare", "Compare territories."),
    "report": ("terreau.cli.report", "report", "Write reports: PDF, PPTX, DOCX, XLSX."),
    "recompute": (
        "terreau.cli.recompute",
        "recompute",
        "Produce the figures of a page or a file again.",
    ),
    "peers": ("terreau.cli.web", "peers", "Print the territories like one."),
    "printed": ("terreau.cli.web", "printed", "Print what documents print, beside figures."),
    "directory": (
        "terreau.cli.directory",
        "directory",
        "Fill a directory from the register of companies.",
    ),
    "mandate": ("terreau.cli.mandate", "mandate", "Grant, list and end mandates."),
    "serve": ("terreau.cli.web", "serve", "Serve the platform."),
    "prepare": ("terreau.cli.web", "prepare", "Create or update the database."),
    "erase": ("terreau.cli.erase", "erase", "Erase a person's account and data."),
    "purge": ("terreau.cli.purge", "purge", "Delete personal data that are kept no longer."),
    "backup": ("terreau.cli.keeping", "backup", "Save database and files in one archive."),
    "restore": ("terreau.cli.keeping", "restore", "Put a backup back, into an empty place."),
    "doctor": ("terreau.cli.keeping", "doctor", "Check the installation and what it holds."),
    "manage": ("terreau.cli.web", "manage", "Run a Django management command."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or nothing when the name is unknown."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="terreau")
def terreau() -> None:
    """The platform on which an industrial territory works.

    Data, figures and settings live under TERREAU_HOME (by default ./var in a
    checkout, ~/.local/share/terreau elsewhere).
    """


def main() -> None:
    """Run the command line; a readable error is one paragraph on stderr and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal of few letters shows "?" rather than a traceback.
        sys.stdout.reconfigure(errors="replace")
    try:
        try:
            sys.exit(_run())
        finally:
            if sys.stdout is not None:  # None: closed by who called.
                sys.stdout.flush()
    except TerreauError as error:
        _stop(error.sentence(), error.exit_code)
    except BrokenPipeError:  # Who read has enough.
        _drop_output()
        sys.exit(1)
    except OSError as error:
        _drop_output()
        where = f" ({error.filename})" if error.filename else ""
        _stop(f"The system refused: {error.strerror or error}{where}.", 1)
    except ModuleNotFoundError as error:
        settings = os.environ.get(_SETTINGS, "")
        if error.name is None or not f"{settings}.".startswith(f"{error.name}."):
            raise
        _stop(
            f"There are no settings of the name that {_SETTINGS} gives: {settings!r}. "
            "Unset it, or name a module of settings: terreau.web.settings.prod.",
            2,
        )


def _run() -> int | None:
    """Run a command, and say of one that was typed wrong what it takes."""
    try:
        code: int | None = terreau(prog_name="terreau", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        raise wrong_usage(error) from error
    except click.Abort as error:
        raise TerreauError("Interrupted") from error
    return code


def _stop(sentence: str, exit_code: int) -> NoReturn:
    click.echo(f"terreau: {sentence}", err=True)
    sys.exit(exit_code)


def _drop_output() -> None:
    """Send what is still to be written nowhere: Python would try once more on leaving."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
