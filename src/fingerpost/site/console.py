"""The console `fingerpost`."""

import typer

app = typer.Typer(no_args_is_help=True)


def main() -> None:
    """Run the console."""
    app()
