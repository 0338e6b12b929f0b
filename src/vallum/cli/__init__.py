"""The command line (floor 5): parse, call one public function, show.

Fed by: what a user types.  To: the terminal, or a program that reads `--json`.

Results go to standard output, everything else (progress, notes, faults) to standard error.
Nothing heavy is imported before a command needs it: `vallum --help` answers at once.
"""
