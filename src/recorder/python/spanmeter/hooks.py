"""Watches for the modules that send requests, and puts an observer into them once they are loaded. Imports nothing: most
processes never make a call."""

import sys

# Modules, and what observes them in `transports/`.
_TARGETS = {
    "httpx": "httpx",
    "httpx2": "httpx",
    "http.client": "http_client",
    "aiohttp": "aiohttp",
    "subprocess": "subprocess",
}


# SDKs whose being loaded means that calls were to be expected.
SDKS = (
    "openai",
    "anthropic",
    "google.genai",
    "litellm",
    "langchain_openai",
    "langchain_anthropic",
    "pydantic_ai",
    "mistralai",
    "cohere",
    "groq",
    "together",
    "ollama",
)

# What is due at the next import.
LATER = []


class _Finder:
    """Finds nothing itself: of what the others find, it learns when it has been run."""

    def find_spec(self, name, path=None, target=None):
        """The others' answer for a module that is watched for; none for any other."""
        while LATER:
            LATER.pop()()
        if name not in _TARGETS:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(name, path, target)
            if spec is not None:
                _watch(name, spec.loader)
                return spec
        return None


# Stands in for the loader's own method, on this one object and until it has been called.
def _watch(name, loader):
    run = getattr(loader, "exec_module", None)
    if run is None or isinstance(loader, type):
        return

    def exec_module(module):
        if module.__name__ != name:
            # One loader for several modules (a zip file): another one comes first.
            return run(module)
        loader.__dict__.pop("exec_module", None)
        run(module)
        observe(name, module)

    try:
        loader.exec_module = exec_module
    except (AttributeError, TypeError):
        # A loader of a closed kind: what it loads is not observed.
        pass


def observe(name, module):
    """Puts the observer into a module that is loaded. Whatever goes wrong there, the program goes on."""
    try:
        package = __name__.rpartition(".")[0]
        transport = __import__(package + ".transports." + _TARGETS[name] + "_hook", fromlist=["hook"])
        transport.hook(module)
    except Exception:
        # An SDK of another make than is known here: it is not observed, and the coverage says so.
        pass


def install():
    """Watches from now on. What is loaded already is observed at once."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    for name in _TARGETS:
        module = sys.modules.get(name)
        # A module that is just being loaded is found when it is done.
        if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
            observe(name, module)
