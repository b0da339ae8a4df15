"""Organisation name pairs: same company or not, from the name alone."""

import csv
import re

from prm.matching.evaluate import evaluate
from tests.cases.support import SHARED, vector


@vector(0)
def precision_and_accuracy_on_labelled_names(expected):
    precision, accuracy = (float(figure) for figure in re.findall(r">= (\d\.\d+)", expected))
    with (SHARED / "data/name-pairs/org_pairs_share.csv").open(encoding="utf-8", newline="") as file:
        found = evaluate(csv.DictReader(file))
    assert found["pairs"] == 140
    assert found["automatic"]["precision"] >= precision
    assert found["accuracy"] >= accuracy
