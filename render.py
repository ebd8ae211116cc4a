"""The command of this repository: `python render.py` is what `studio` is where the studio is installed."""

from studio.cli import run

if __name__ == "__main__":
    run()
