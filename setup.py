"""Packages below src/; resources/ and the manual go into the package as caredesk/bundled (see caredesk.resources)."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("src"), "caredesk.bundled", "caredesk.bundled.manual"],
    package_dir={"": "src", "caredesk.bundled": "resources", "caredesk.bundled.manual": "docs/manual"},
    package_data={"caredesk.bundled": ["**/*"], "caredesk.bundled.manual": ["**/*"]},
    include_package_data=False,
)
