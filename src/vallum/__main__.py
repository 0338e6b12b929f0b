"""`python -m vallum` is `vallum`."""

from vallum.cli.main import main

main()
