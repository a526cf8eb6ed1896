"""Scripts of aws commands: which is which event, on which line, and that none is ever half read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.aws.shell import commands
from chartproof.observe.plan import Plan
from tests.adapters.world import ORGANIZATIONS, SHOP_DEV, events, planned, remarks

DISABLE = "aws organizations disable-aws-service-access --service-principal"
SSO = "disable_trusted_access sso.amazonaws.com"


def read(folder: Path, text: str, at: str = "acme", *changes: str) -> Plan:
    """The plan of a script."""
    file = folder / "plan.sh"
    file.write_text(text, encoding="utf-8")
    return planned(file, at, *changes)[0]


def test_a_continued_command_is_on_its_first_line() -> None:
    """Catches the line of a continued command's end, and a list call that counts as a step."""
    plan, _ = planned(ORGANIZATIONS / "cloudtrail-removed.sh")
    assert events(plan) == ["disable_trusted_access cloudtrail.amazonaws.com"]
    assert [s.place.line for s in plan.steps] == [5]
    assert plan.ordered
    assert plan.remarks == ()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"{DISABLE} sso.amazonaws.com", [SSO]),
        (f"{DISABLE}=sso.amazonaws.com", [SSO]),
        (f'{DISABLE} "sso.amazonaws.com" >/dev/null 2>&1', [SSO]),
        ('AWS_PROFILE=m aws --profile "$P" organizations enable-all-features', ["begin_enabling_all_features"]),
        ("aws organizations create-organization", ["create_organization_with_all_features"]),
        (
            "aws organizations create-organization --feature-set CONSOLIDATED_BILLING",
            ["create_organization_with_consolidated_billing"],
        ),
        (f"aws organizations remove-account-from-organization --account-id {SHOP_DEV}", [f"remove_account {SHOP_DEV}"]),
        (
            "aws organizations invite-account-to-organization --target Id=222222222222,Type=ACCOUNT",
            ["invite_account 222222222222"],
        ),
        ("aws organizations create-account --email a@b.example --account-name x", ["create_account create-account:1"]),
        ("aws organizations list-accounts | jq .", []),
        ("aws organizations disable-aws-service-access --generate-cli-skeleton", []),
        ("aws configure set region eu-west-1 && sleep 5; echo done", []),
        (f"{DISABLE} sso.amazonaws.com || true", [SSO]),
        (f"{DISABLE} sso.amazonaws.com || exit 1", [SSO]),
        ("aws fms disassociate-admin-account", ["disable_from_service fms.amazonaws.com"]),
        (
            f"{DISABLE} sso.amazonaws.com && {DISABLE} config.amazonaws.com",
            [SSO, "disable_trusted_access config.amazonaws.com"],
        ),
    ],
)
def test_commands(tmp_path: Path, command: str, expected: list[str]) -> None:
    """Catches a command read as another event, options that are mistaken for each other, and a step where none is."""
    plan = read(tmp_path, command)
    assert events(plan) == expected
    assert plan.remarks == ()


@pytest.mark.parametrize(
    ("operation", "handshake", "expected"),
    [
        ("accept", "h-parent0001", "finalize_all_features"),
        ("cancel", "h-parent0001", "cancel_all_features"),
        ("accept", "h-child00014", f"agree_to_all_features {SHOP_DEV}"),
        ("decline", "h-child00014", f"decline_all_features {SHOP_DEV}"),
    ],
)
def test_handshakes_are_known_by_what_was_seen(tmp_path: Path, operation: str, handshake: str, expected: str) -> None:
    """Catches an answer to the wrong handshake."""
    plan = read(tmp_path, f"aws organizations {operation}-handshake --handshake-id {handshake}", "billing")
    assert events(plan) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        f'for p in sso config; do {DISABLE} "$p.amazonaws.com"; done',
        f"for p in sso; do\n {DISABLE} sso.amazonaws.com\ndone",
        f"{DISABLE} $PRINCIPAL",
        f'{DISABLE} "${{PRINCIPAL}}"',
        f"{DISABLE} $(cat principal)",
        f"{DISABLE} `cat principal`",
        f"{DISABLE} {{sso,config}}.amazonaws.com",
        f"{DISABLE} *.amazonaws.com",
        f"{DISABLE}",
        f"if true; then {DISABLE} sso.amazonaws.com; fi",
        f"test -f x && {DISABLE} sso.amazonaws.com",
        f"true || {DISABLE} sso.amazonaws.com",
        f"true || echo $({DISABLE} sso.amazonaws.com)",
        f"true || echo x | {DISABLE} sso.amazonaws.com",
        f"\f{DISABLE} sso.amazonaws.com",
        f"aws\N{NO-BREAK SPACE}{DISABLE[4:]} sso.amazonaws.com",
        f"! {DISABLE} sso.amazonaws.com",
        f"( {DISABLE} sso.amazonaws.com )",
        f"{DISABLE} sso.amazonaws.com &",
        f"f() {{ {DISABLE} sso.amazonaws.com; }}",
        f"echo sso.amazonaws.com | xargs -n 1 {DISABLE}",
        f"cat <<E\n{DISABLE} sso.amazonaws.com\nE",
        f"X=$({DISABLE} sso.amazonaws.com)",
        f"echo $({DISABLE} sso.amazonaws.com)",
        f'echo "$({DISABLE} sso.amazonaws.com)"',
        f"sudo {DISABLE} sso.amazonaws.com",
        f"$AWS {DISABLE[4:]} sso.amazonaws.com",
        f"A=1 $AWS {DISABLE[4:]} sso.amazonaws.com",
        f"aws $SERVICE {DISABLE[18:]} sso.amazonaws.com",
        "aws organizations $VERB --service-principal sso.amazonaws.com",
        "aws organizations disable-aws-service-access $OPTIONS",
        "aws organizations disable-aws-service-access --cli-input-json file://x.json",
        f"{DISABLE} 'sso.amazonaws.com",
        "source ./more.sh",
        "./more.sh",
        "exit 1",
        "aws organizations leave-organization",
        "aws iam delete-service-linked-role --role-name AWSServiceRoleForOrganizations",
        "aws organizations accept-handshake --handshake-id h-nobody0001",
        "aws organizations invite-account-to-organization --target Id=a@b.example,Type=EMAIL",
        f"eval '{DISABLE} sso.amazonaws.com'",
        "alias aws=echo",
        f"{DISABLE} $'sso.amazonaws.com'",
    ],
)
def test_what_is_computed_is_not_judged_nor_what_follows(tmp_path: Path, line: str) -> None:
    """Catches a script that is half read: a step whose arguments, or whose turn, the script does not say."""
    plan = read(tmp_path, f"{DISABLE} guardduty.amazonaws.com\n{line}\n{DISABLE} config.amazonaws.com\n")
    assert events(plan) == ["disable_trusted_access guardduty.amazonaws.com"]
    assert plan.remarks
    assert {finding for finding, _ in remarks(plan)} == {"not-judged"}
    assert plan.remarks[0].place.line == 2
    assert "sso" not in repr(plan.remarks)


def test_what_follows_is_named_line_by_line(tmp_path: Path) -> None:
    """Catches commands that are left out of what was not judged."""
    plan = read(tmp_path, f"./more.sh\naws organizations list-accounts\n{DISABLE} a.amazonaws.com\n")
    assert [(r.place.line, r.sentence) for r in plan.remarks] == [
        (1, "what ./more.sh does is not known; nor is what follows it"),
        (3, "it comes after line 1, which is not judged"),
    ]


def test_commands_that_are_no_events_are_remarked(tmp_path: Path) -> None:
    """Catches a command that passes unread: its step is not in the rules."""
    plan = read(tmp_path, "aws organizations close-account --account-id 1\naws s3 ls\naws ec2 run-instances\n")
    others = ("organizations close-account", "s3 ls", "ec2 run-instances")
    assert remarks(plan) == [("not-modelled", f"the rules do not speak of {other}") for other in others]


def test_secrets_stay_in_the_script(tmp_path: Path) -> None:
    """Catches a value that is repeated, which may be secret."""
    secret = "hunter2"
    text = (
        f"X={secret}\n{DISABLE} {secret}\naws organizations create-account --email {secret} --account-name {secret}\n"
    )
    assert secret not in repr(read(tmp_path, text))


def test_delegations(tmp_path: Path) -> None:
    """Catches a delegation that ends unseen under rules that have no such event."""
    ends = "aws organizations deregister-delegated-administrator"
    line = f"{ends} --account-id {SHOP_DEV} --service-principal sso.amazonaws.com"
    plan = read(tmp_path, line)
    assert plan.kept.deregistered == {(SHOP_DEV, "sso.amazonaws.com")}
    assert events(read(tmp_path, line, "acme", "delegated_administrators")) == [
        f"deregister_delegated_administrator {SHOP_DEV} sso.amazonaws.com"
    ]


WORDS = st.text(st.sampled_from("ab-=. '\"\\\n\t\f\N{NO-BREAK SPACE}#;"), min_size=0, max_size=25)


@given(WORDS)
def test_words_are_those_that_bash_reads(text: str) -> None:
    """Catches quotation, continuation, comment or separator read otherwise than by the shell itself."""
    script = f"say() {{ printf '%s\\037' \"$@\"; printf '\\036'; }}\n{_said(text)}"
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=False)
    found = list(commands(_said(text)))
    if any(c.problem for c in found) or done.returncode or done.stderr:
        return
    expected = [one.split("\x1f")[:-1] for one in done.stdout.split("\x1e")[:-1]]
    assert [[w.text for w in c.words[1:]] for c in found if c.name == "say"] == expected


def _said(text: str) -> str:
    return f"say x{text}\n"


@given(st.text(st.sampled_from("aws $`(){}|&;<>'\"\\\n#!*~=-\f\r\N{NO-BREAK SPACE}")))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """Catches a text at which the reader stands still, or falls over."""
    for command in commands(text):
        assert command.words or command.problem
        assert 1 <= command.line <= text.count("\n") + 1
