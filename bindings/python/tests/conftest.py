"""Packs of the repository and rows for them."""

import pytest
from enterprises import DAY, ROOT, ROWS, enterprises

import huice


@pytest.fixture(scope="session")
def relief():
    return huice.Program(ROOT / "benches" / "pack")


@pytest.fixture(scope="session")
def notice():
    return huice.Program(ROOT / "policies" / "zhoucun-2020-8")


@pytest.fixture(scope="session")
def policy(relief):
    return huice.Policy(relief, as_of=DAY, constants={"subject_type": "enterprise"})


@pytest.fixture(scope="session")
def rows():
    return enterprises(ROWS)
