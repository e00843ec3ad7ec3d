"""Hold JSON documents on stdin against a definition of a JSON schema: schema.py SCHEMA DEFINITION.

A reader takes members that it does not know; here they are errors, so that all are in the schema.
"""
import json
import sys

import jsonschema


def close(node):
    """NODE with no other members than those that it names."""
    if isinstance(node, list):
        return [close(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: close(value) for key, value in node.items()}
    if node.get("type") == "object" and "properties" in node:
        closed.setdefault("additionalProperties", False)
    return closed


def documents(text):
    at, decoder = 0, json.JSONDecoder()
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document
        at += len(text[at:]) - len(text[at:].lstrip())


def main(path, name):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    whole = {"$ref": "#/$defs/" + name, "$defs": close(schema["$defs"])}
    validator, n = jsonschema.Draft202012Validator(whole), 0
    for n, document in enumerate(documents(sys.stdin.read().strip()), 1):
        for error in validator.iter_errors(document):
            error = jsonschema.exceptions.best_match([error])
            print(f"document {n}: {error.json_path}: {error.message}")
    if n == 0:
        print("no document")


main(*sys.argv[1:])
