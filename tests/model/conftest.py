"""What the tests of the model share: the shipped county."""

from __future__ import annotations

import pytest

from calibration.county import load_shipped
from model.spec import CountySpec


@pytest.fixture(scope="session")
def spec() -> CountySpec:
    """The county that is installed with the package."""
    return load_shipped()
