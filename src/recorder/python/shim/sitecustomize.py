# Spanmeter shim 1: where PYTHONPATH points to in terminals with recording. Installed by the extension and the command line as
# ~/.spanmeter/python/sitecustomize.py, never deleted. It loads the newest recorder beside it, takes itself out of sys.path, and then
# runs the sitecustomize that would have been run without it. Any Python may meet this file: nothing here is newer than Python 2.
import os
import sys


def _spanmeter_here():
    return os.path.dirname(os.path.abspath(__file__))


def _spanmeter_leave(here):
    # An entry that is empty in PYTHONPATH means the working directory. Whoever put us there left one behind if nothing else was set.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    alone = [entry for entry in given if entry and os.path.abspath(entry) != here] == []
    kept = []
    for entry in sys.path:
        if os.path.abspath(entry or os.curdir) == here and entry:
            continue
        if alone and "" in given and _spanmeter_is_working_directory(entry):
            continue
        kept.append(entry)
    sys.path[:] = kept


def _spanmeter_is_working_directory(entry):
    try:
        return entry == os.getcwd()
    except OSError:
        return False


def _spanmeter_newest(here):
    # Beside the installed file: recorder/<version>/python/spanmeter. In the sources: ../spanmeter.
    folder = os.path.join(os.path.dirname(here), "recorder")
    found = []
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        place = os.path.join(folder, name, "python")
        if name[:1].isdigit() and os.path.isfile(os.path.join(place, "spanmeter", "__init__.py")):
            parts = name.replace("-", ".").split(".")
            # A release comes after its candidates.
            found.append(([int(part) if part.isdigit() else -1 for part in parts] + [0] * ("-" not in name), place))
    return sorted(found)[-1][1] if found else os.path.dirname(here)


def _spanmeter_load(place):
    sys.path.insert(0, place)
    try:
        import spanmeter  # noqa: F401
    finally:
        sys.path.remove(place)


def _spanmeter_next():
    # The one that would have been found if there were no Spanmeter.
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if getattr(error, "name", None) not in (None, "sitecustomize") or "sitecustomize" not in str(error):
            raise
        # There is none. The import that is under way needs one, and no other after it.
        sys.modules["sitecustomize"] = own
        _spanmeter_forget(own)


def _spanmeter_forget(own):
    hooks = sys.modules.get("spanmeter.hooks")
    if hooks is not None:
        hooks.LATER.append(lambda: sys.modules.get("sitecustomize") is own and sys.modules.pop("sitecustomize"))


try:
    _spanmeter_leave(_spanmeter_here())
    # Where it is switched off, a program that imports it still finds it.
    if sys.version_info >= (3, 9):
        _spanmeter_load(_spanmeter_newest(_spanmeter_here()))
except Exception:
    # Whatever is wrong with the recorder, the program runs.
    pass
_spanmeter_next()
