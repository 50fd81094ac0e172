# SPDX-License-Identifier: Apache-2.0
"""From CSV to CSV: probabilities for the rows of a file, in their order.

As a program: python prediction.py PEER FILE COEFFICIENTS OUTPUT.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import typing


def scored(features: typing.Any, answer: typing.Any) -> typing.Any:
    import numpy as np

    return 1.0 / (1.0 + np.exp(-(features @ answer[1:] + answer[0])))


def pandas_numpy(path: str, answer: typing.Any, output: str) -> None:
    import pandas

    table = pandas.read_csv(path)
    features = table.drop(columns="y").to_numpy()
    result = pandas.DataFrame({"probability": scored(features, answer)})
    result.index += 1
    result.to_csv(output, index_label="row")


def polars_numpy(path: str, answer: typing.Any, output: str) -> None:
    import polars

    features = polars.read_csv(path).drop("y").to_numpy()
    table = polars.DataFrame({"probability": scored(features, answer)})
    table.with_row_index("row", 1).write_csv(output)


PEERS = {"pandas + numpy": (pandas_numpy, ["pandas"]),
         "polars + numpy": (polars_numpy, ["polars"])}


def worst_difference(first: pathlib.Path, second: pathlib.Path) -> float:
    import pandas

    tables = [pandas.read_csv(path, float_precision="round_trip") for path in (first, second)]
    if not (tables[0]["row"] == tables[1]["row"]).all():
        raise RuntimeError("the rows are in another order")
    return float((tables[0]["probability"] - tables[1]["probability"]).abs().max())


def compare(chosen: argparse.Namespace, program: pathlib.Path, path: pathlib.Path) -> list[dict]:
    from importlib.util import find_spec

    from comparison import clock

    with tempfile.TemporaryDirectory(dir=chosen.data_directory) as folder:
        files = pathlib.Path(folder)
        model, coefficients = files / "model.json", files / "coefficients.json"
        fit = clock.run_once([str(program), "fit", str(path), "--target", "y", "-o", str(model),
                              "--json"], chosen.threads)
        terms = json.loads(fit["output"])["terms"]
        coefficients.write_text(json.dumps([term["estimate"] for term in terms]))
        commands = {"odds": [str(program), "predict", str(model), str(path), "-o",
                             str(files / "odds.csv"), "--threads", str(chosen.threads)]}
        peers = {} if chosen.only_odds else PEERS
        for name, (_, packages) in peers.items():
            if all(find_spec(package) for package in packages):
                commands[name] = [sys.executable, __file__, name, str(path), str(coefficients),
                                  str(files / (name.split()[0] + ".csv"))]
        results = []
        for name, command in commands.items():
            clock.run_once(command, chosen.threads)
            output = files / (name.split()[0] + ".csv")
            results.append({"system": name,
                            "worst_difference": worst_difference(files / "odds.csv", output)})
        measured = clock.measure(commands, chosen.threads, chosen.runs)
        return [result | measured[result["system"]] for result in results]


def main() -> None:
    import numpy as np

    name, path, coefficients, output = sys.argv[1:]
    answer = np.array(json.loads(pathlib.Path(coefficients).read_text()))
    PEERS[name][0](path, answer, output)


if __name__ == "__main__":
    main()
