"""``python -m ivigref`` is the command line."""

from ivigref.cli import main

if __name__ == "__main__":
    main()
