#!/usr/bin/env python3
"""Summarises the results that ctest writes with --output-junit: how many tests passed, which failed,
and which were skipped and why.  A test gives its reasons in lines that contain "skipped: "."""
import re
import sys
import xml.etree.ElementTree as ElementTree


def outcome(case):
    """passed, skipped or failed; a test that ctest cannot start is also "notrun", but has failed."""
    if case.get("status") == "run":
        return "passed"
    message = case.find("skipped")
    return "skipped" if message is not None and message.get("message").startswith("SKIP_") else "failed"


def reasons(case):
    """The reasons for skipping all or parts of a test, each once."""
    output = case.findtext("system-out") or ""
    return list(dict.fromkeys(re.findall(r"skipped: +(.*\S)", output)))


def main(path):
    cases = ElementTree.parse(path).getroot().findall("testcase")
    by_outcome = {"passed": [], "skipped": [], "failed": []}
    for case in cases:
        by_outcome[outcome(case)].append(case)
    print(f"of {len(cases)} tests " + ", ".join(f"{len(some)} {how}" for how, some in by_outcome.items()))
    for case in by_outcome["failed"]:
        print(f"failed: {case.get('name')}")
    for case in by_outcome["skipped"]:
        print(f"skipped: {case.get('name')}: {'; '.join(reasons(case)) or 'no reason given'}")
    for case in by_outcome["passed"]:
        for reason in reasons(case):
            print(f"skipped in part: {case.get('name')}: {reason}")


if len(sys.argv) != 2:
    sys.exit("usage: test_results.py RESULTS.xml")
main(sys.argv[1])
