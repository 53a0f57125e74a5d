# SPDX-License-Identifier: EUPL-1.2
"""The face of the package is complete and sorted."""

from __future__ import annotations

import pkgutil

from speelveld import advice


def test_the_face_of_the_package_is_complete() -> None:
    def order(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert list(advice.__all__) == sorted(advice.__all__, key=order)
    assert all(hasattr(advice, name) for name in advice.__all__)


def test_no_name_hides_a_module() -> None:
    assert {module.name for module in pkgutil.iter_modules(advice.__path__)} & set(advice.__all__) == set()
