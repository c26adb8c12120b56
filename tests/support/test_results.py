#!/usr/bin/env python3
"""Summarises the results that ctest writes with --output-junit: numbers, failures, and why tests were
skipped.  A test gives its reasons in lines that contain "skipped: "."""
import re
import sys
import xml.etree.ElementTree as ElementTree


def reasons(case):
    """The reasons for skipping all or parts of a test, each once."""
    output = case.findtext("system-out") or ""
    return list(dict.fromkeys(re.findall(r"skipped: +(.*\S)", output)))


def main(path):
    cases = ElementTree.parse(path).getroot().findall("testcase")
    failed = [case for case in cases if case.get("status") == "fail"]
    skipped = [case for case in cases if case.find("skipped") is not None]
    passed = [case for case in cases if case not in failed and case not in skipped]
    print(f"{len(passed)} of {len(cases)} tests passed, {len(skipped)} skipped, {len(failed)} failed")
    for case in failed:
        print(f"failed: {case.get('name')}")
    for case in skipped:
        print(f"skipped: {case.get('name')}: {'; '.join(reasons(case)) or 'no reason given'}")
    for case in passed:
        for reason in reasons(case):
            print(f"skipped in part: {case.get('name')}: {reason}")


if len(sys.argv) != 2:
    sys.exit("usage: test_results.py RESULTS.xml")
main(sys.argv[1])
