"""What is read of a file with mistakes."""

import pytest

from azbk_lint.read.hcl import parse

GOOD = 'resource "x" "good" {\n  a = 1\n}\n'


def read(text: str) -> list[str]:
    return [block.labels[-1] if block.labels else block.type for block in parse(text)[0].blocks]


@pytest.mark.parametrize(
    "broken",
    [
        'resource "x" "bad" {\n  a = [1 2]\n}\n',
        'resource "x" "bad" {\n  a = 1\n',
        'resource "x" "bad" {\n  a {\n}\n',
        'resource "x" "bad" {\n  a = "b\n}\n',
        'resource "x" "bad" {\n  a = "${b"\n}\n',
        'resource "x" "bad" {\n  a = f(\n}\n',
        'resource "x" "bad" {\n  a = <<EOT\n  b\n}\n',
        'resource "x" "bad"\n  a = 1\n}\n',
        'resource "x" bad" {\n  a = 1\n}\n',
        'resource "x" "bad" {\na = @\nb = 1\n}\n',
        'resource "x" "bad" {\n  a = 1\n}\n  b = 2\n}\n',
        "locals {\n  a = \n}\n",
        "<<<<<<< HEAD\n",
        "@\n",
    ],
)
def test_one_broken_block_hides_no_other(broken: str) -> None:
    assert read(GOOD.replace("good", "before") + broken + GOOD + broken + GOOD) == ["before", "good", "good"][-3:]
