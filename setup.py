"""What pyproject.toml cannot say: the examples go into the wheel, so that `chartproof init` can copy one."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithExamples(build_py):
    """Copies examples/ beside the package's modules; an editable install reads them where they lie."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "chartproof" / "examples"
            shutil.copytree("examples", target, ignore=shutil.ignore_patterns("__pycache__", ".*"), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithExamples})
