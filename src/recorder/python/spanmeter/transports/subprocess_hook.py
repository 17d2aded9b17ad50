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
    from os import environ

    from ..instance import off, recorder

    env = args[place] if len(args) > place else kwargs.get("env")
    given = dict(environ if env is None else env)
    if off() or not all(isinstance(name, str) for name in given):
        return args, kwargs
    from ..runs.children import child_variables

    made = recorder()
    more = made.health.attempt("child", child_variables, made, given)
    if not more:
        return args, kwargs
    given.update(more)
    if len(args) > place:
        return (*args[:place], given, *args[place + 1 :]), kwargs
    return args, {**kwargs, "env": given}
