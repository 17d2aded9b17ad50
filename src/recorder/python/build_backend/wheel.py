"""Builds the wheel (PEP 517): the package as it stands, with the price table the other recorders have."""

import base64
import hashlib
import os
import re
import zipfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PRICES = ("prices.json", "../prices.json", "../../core/pricing/prices.json")
# The same bytes for the same sources.
MOMENT = (2026, 1, 1, 0, 0, 0)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel into a folder and returns its name."""
    project = _read("pyproject.toml")
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE).group(1)
    summary = re.search(r'^description = "([^"]+)"', project, re.MULTILINE).group(1)
    info = "spanmeter-%s.dist-info" % version
    files = dict(_package())
    files[info + "/METADATA"] = "\n".join(
        [
            "Metadata-Version: 2.1",
            "Name: spanmeter",
            "Version: " + version,
            "Summary: " + summary,
            "License: MIT",
            "Requires-Python: >=3.9",
            "Description-Content-Type: text/markdown",
            "",
            _read("README.md"),
        ]
    ).encode()
    files[info + "/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: spanmeter\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = info + "/RECORD"
    rows = ["%s,sha256=%s,%d" % (name, _digest(data), len(data)) for name, data in sorted(files.items())]
    files[record] = ("\n".join([*rows, record + ",,"]) + "\n").encode()
    name = "spanmeter-%s-py3-none-any.whl" % version
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return name


def _package():
    root = os.path.join(HERE, "spanmeter")
    for folder, folders, names in sorted(os.walk(root)):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith((".py", ".typed")):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    yield os.path.relpath(path, HERE).replace(os.sep, "/"), file.read()
    prices = next(path for path in (os.path.join(HERE, place) for place in PRICES) if os.path.exists(path))
    with open(prices, "rb") as file:
        yield "spanmeter/prices.json", file.read()


def _read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
