"""
What the service is made of, as a CycloneDX document: every package of requirements.lock with version and hashes.

Written from the lock file alone, so that it describes what is installed in production and needs no network.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from app import __version__

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements.lock"
TARGET: Final = ROOT / "build" / "tierline.cdx.json"

_ENTRY: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[a-z,]+\])?==([^\s\\;]+)(.*)$", re.MULTILINE)
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> Iterator[Component]:
    """Yield the packages of a lock file; each may come as any of several files, so it has several hashes."""
    for name, version, rest in _ENTRY.findall(lock.replace("\\\n", " ")):
        url = PackageURL("pypi", None, name.lower(), version)
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in _HASH.findall(rest)]
        yield Component(name=name, version=version, purl=url, bom_ref=str(url), hashes=hashes)


def document(lock: str) -> str:
    """Return the document as JSON."""
    packages = list(components(lock))
    service = Component(name="tierline", version=__version__, type=ComponentType.APPLICATION, bom_ref="tierline")
    bom = Bom(components=packages)
    bom.metadata.component = service
    bom.register_dependency(service, packages)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def main() -> int:
    """Write the document and say where."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(document(LOCK.read_text("utf-8")), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {sum(1 for _ in components(LOCK.read_text('utf-8')))} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
