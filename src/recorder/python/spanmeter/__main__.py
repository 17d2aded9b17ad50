"""`python -m spanmeter agent.py …` runs a program with recording, as `python agent.py …` would run it; also `-m module` and `-c
code`."""

import os
import sys


def main():
    """Runs what the arguments name, in place of this module."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print("usage: python -m spanmeter [-m module | -c code | program.py] [argument ...]")
        return 0 if arguments else 2
    import runpy

    first = arguments[0]
    if first == "-m" and len(arguments) > 1:
        sys.argv = arguments[1:]
        # As for `python -m`, the working directory comes first already.
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    elif first == "-c" and len(arguments) > 1:
        sys.argv = ["-c", *arguments[2:]]
        sys.path[0] = ""
        import __main__

        space = {"__name__": "__main__", "__builtins__": __builtins__}
        __main__.__dict__.update(space)
        exec(compile(arguments[1], "<string>", "exec"), __main__.__dict__)
    else:
        sys.argv = arguments
        sys.path[0] = os.path.dirname(os.path.realpath(first)) if os.path.isfile(first) else first
        runpy.run_path(first, run_name="__main__")
    return 0


def _end(code):
    from .instance import note_exit

    note_exit(code)
    raise SystemExit(code)


try:
    _code = main()
except SystemExit as _exit:
    _end(_exit.code)
else:
    if _code:
        _end(_code)
