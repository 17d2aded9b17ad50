"""Lets child processes join the run of the piece of the program that starts them: one variable more in their environment."""

from . import gate


def hook(module):
    """Puts the observer where a child is started, once."""
    popen = module.Popen
    original = getattr(popen, "_execute_child", None)
    if original is None or gate.is_marked(original):
        return
    code = getattr(original, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code else ()
    if "env" not in names:
        return
    popen._execute_child = gate.mark(_execute_child(original, names.index("env") - 1), original)


def _execute_child(original, place):
    def _execute_child(self, *args, **kwargs):
        try:
            args, kwargs = _joining(place, args, kwargs)
        except Exception:
            # The child goes without: it is a run of its own.
            pass
        return original(self, *args, **kwargs)

    return _execute_child


def _joining(place, args, kwargs):
    from ..instance import known

    made = known()
    value = made and made.health.attempt("child", _value, made)
    env = args[place] if len(args) > place else kwargs.get("env")
    if not value:
        return args, kwargs
    from os import environ

    from ..runs.joined import VARIABLE

    given = dict(environ if env is None else env)
    if VARIABLE not in given or given[VARIABLE] == environ.get(VARIABLE):
        given[VARIABLE] = value
    if len(args) > place:
        return (*args[:place], given, *args[place + 1 :]), kwargs
    return args, {**kwargs, "env": given}


# None where the program has not begun to be recorded: a child of it is on its own.
def _value(made):
    from ..platform import random_hex
    from ..runs import scope
    from ..runs.joined import traceparent

    run = made.runs.known()
    if run is None:
        return None
    here = scope.current()
    span = (here.span if here and here.run is run else None) or run.span
    return traceparent(run.id, span or random_hex(16))
