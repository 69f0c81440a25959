"""Wording made up for a test: a file that fits a definition, in Kith's own format or as FHIR."""

import json

from kith.core import catalogue


def toml_for(name):
    """A whole and fitting file of Kith's own format, as bytes; every question in made-up words."""
    one = catalogue.definition(name)
    lines = [f'instrument = "{one.id}"']
    for item in one.items:
        lines += ["[[items]]", f'id = "{item.id}"', f'text = "A made-up question on {item.label}"']
        options = ", ".join(
            f'{{ value = {value}, text = "Answer {value}" }}' for value in one.values_of(item)
        )
        lines.append(f"options = [{options}]")
    return "\n".join(lines).encode()


def fhir_for(name, leave_out=0):
    """The same as a FHIR R4 Questionnaire; the last questions left out if so said."""
    one = catalogue.definition(name)
    items = [
        {
            "linkId": item.id,
            "type": "choice",
            "text": f"A made-up question on {item.label}",
            "answerOption": [
                {"valueCoding": {"code": str(value), "display": f"Answer {value}"}}
                for value in one.values_of(item)
            ],
        }
        for item in one.items
    ]
    content = {"resourceType": "Questionnaire", "item": items[: len(items) - leave_out]}
    return json.dumps(content).encode()
