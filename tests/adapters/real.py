"""The printed script against real parts: the AWS CLI, and moto's server on loopback, in an environment of their own.

    python -m tests.adapters.real FOLDER_OF_COMMANDS    # make real

An organization is made by the AWS CLI, looked at by the script, and read. Where moto lets happen what AWS refuses, such
as trusted access under consolidated billing, the rules must say that what was seen is impossible.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.adapters.world import LIST_ACCESS, ROOT, seen, states

PATIENCE = 60
"""Seconds that the server may take to start."""


class World:
    """A server that plays AWS, and the AWS CLI that calls it."""

    def __init__(self, tools: Path, folder: Path, port: int) -> None:
        self.tools, self.folder, self.url = tools, folder, f"http://127.0.0.1:{port}"
        self.config = folder / "config"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        self.environment = {
            **kept,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "AWS_CONFIG_FILE": str(self.config),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "AWS_ENDPOINT_URL": self.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }
        self.profiles()

    def profiles(self, *accounts: str) -> None:
        """Write the profiles: of the management account, and for each account a role in it."""
        text = (
            "[profile management]\nregion = us-east-1\naws_access_key_id = testing\naws_secret_access_key = testing\n"
        )
        for account in accounts:
            role = f"role_arn = arn:aws:iam::{account}:role/audit\nsource_profile = management\nregion = us-east-1\n"
            text += f"[profile audit-{account}]\n{role}"
        self.config.write_text(text, encoding="utf-8")

    def aws(self, *words: str, profile: str = "management") -> Any:
        """Call the AWS CLI; what it prints."""
        command = [str(self.tools / "aws"), "--profile", profile, "--output", "json", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def reset(self) -> None:
        """Forget everything."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")).read()

    def snapshot(self, name: str) -> Path:
        """Run the printed script; the folder that it writes."""
        folder = self.folder / name
        text = chartproof("observe", "--script").stdout
        profiles = {"MANAGEMENT_PROFILE": "management", "ACCOUNT_PROFILE": "audit-ACCOUNT"}
        command = ["bash", "-s", str(folder)]
        environment = {**self.environment, **profiles}
        done = subprocess.run(command, input=text, text=True, env=environment, capture_output=True, check=False)
        print(*(line for line in done.stderr.splitlines() if line.startswith("left out")), sep="\n")
        assert done.returncode == 0, done.stderr
        return folder


def chartproof(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the tool itself."""
    command = [sys.executable, "-m", "chartproof", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def served(tools: Path, folder: Path) -> Iterator[World]:
    """The world, while its server runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(tools / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(server, port)
        yield World(tools, folder, port)
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("moto's server did not start")


def all_features(world: World) -> None:
    """An organization with all features, which is read as it was made."""
    world.reset()
    world.aws("organizations", "create-organization", "--feature-set", "ALL")
    made = {}
    for name in ("security", "shop"):
        request = ["--email", f"{name}@acme.example", "--account-name", name]
        made[name] = world.aws("organizations", "create-account", *request)["CreateAccountStatus"]["AccountId"]
    world.profiles(*made.values())
    for principal in ("guardduty.amazonaws.com", "config.amazonaws.com"):
        world.aws("organizations", "enable-aws-service-access", "--service-principal", principal)
    delegate = ["--account-id", made["security"], "--service-principal", "guardduty.amazonaws.com"]
    world.aws("organizations", "register-delegated-administrator", *delegate)
    for principal in ("organizations.amazonaws.com", "guardduty.amazonaws.com"):
        role = ["create-service-linked-role", "--aws-service-name", principal]
        world.aws("iam", *role, profile=f"audit-{made['shop']}")
    folder = world.snapshot("all")
    found = seen(folder, "own_use")
    assert states(found, "Organization") == {"": "all_features"}, states(found, "Organization")
    expected = {"security": "created_member", "shop": "created_member"}
    assert states(found, "Membership") == expected, states(found, "Membership")
    assert states(found, "TrustedAccess") == {"config": "enabled", "guardduty": "enabled"}
    roles = states(found, "ServiceRole")
    assert roles["shop guardduty"] == "present", roles
    assert roles["security guardduty"] == roles["shop config"] == "absent", roles
    assert states(found, "OrganizationsRole")["shop"] == "present"
    said = states(seen(folder, "delegated_administrators"), "DelegatedAdministrator", "delegated_administrators")
    assert said["security guardduty"] == "registered", said
    assert said["shop guardduty"] == "unregistered", said
    print(f"all features: {len(list(folder.iterdir()))} files read as they were made")


def consolidated_billing(world: World) -> None:
    """moto lets trusted access be enabled under consolidated billing: what was seen contradicts what is proved."""
    world.reset()
    world.aws("organizations", "create-organization", "--feature-set", "CONSOLIDATED_BILLING")
    world.aws("organizations", "enable-aws-service-access", "--service-principal", "config.amazonaws.com")
    folder = world.snapshot("billing")
    assert (folder / f"{LIST_ACCESS}.json").is_file()
    done = chartproof("observe", str(folder))
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert "impossible" in done.stdout, done.stdout
    print("consolidated billing with trusted access: told as impossible by the rules")


def main(tools: Path) -> None:
    """Try everything that real parts can be asked."""
    with tempfile.TemporaryDirectory() as folder, served(tools, Path(folder)) as world:
        all_features(world)
        consolidated_billing(world)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
