"""``python -m wijkschouw``."""

from wijkschouw.cli import main

if __name__ == "__main__":
    main()
