"""Discord's own description of its API: do bodies fit it?"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

_URI = "urn:discord"


class OpenApi:
    """The description from one file (`specs/openapi.json` of github.com/discord/discord-api-spec)."""

    def __init__(self, file: Path) -> None:
        self._description: Json = json.loads(file.read_bytes())
        # Discord takes ids as numbers, too, and discord.py sends some so; the description has strings only.
        schemas = self._description["components"]["schemas"]
        schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]}
        resource = Resource.from_contents(self._description, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_URI, resource)
        self._validator = cache(self._new_validator)

    def request_error(self, method: str, template: str, body: Any) -> str:
        """What is wrong with a request body, or ""; a multipart request's JSON is held against the same schema."""
        content = self._operation(method, template).get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return f"{method} {template} takes no JSON" if body is not None else ""
        return self._error(("paths", template, method.lower(), "requestBody", "content", "application/json"), body)

    def response_error(self, method: str, template: str, status: int, body: Any) -> str:
        """What is wrong with the body of a successful answer, or ""."""
        answer = self._operation(method, template).get("responses", {}).get(str(status))
        if answer is None:
            return f"{method} {template} is not answered with {status}"
        if "application/json" not in answer.get("content", {}):
            return ""
        where = ("paths", template, method.lower(), "responses", str(status), "content", "application/json")
        return self._error(where, body)

    def _operation(self, method: str, template: str) -> Json:
        found: Json = self._description["paths"].get(template, {}).get(method.lower(), {})
        return found

    def _error(self, where: tuple[str, ...], body: Any) -> str:
        error = next(iter(self._validator(where).iter_errors(body)), None)
        if error is None:
            return ""
        cause = _cause(error)
        return f"{cause.json_path}: {cause.message[:300]}"

    def _new_validator(self, where: tuple[str, ...]) -> Draft202012Validator:
        pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1"), safe="~") for part in (*where, "schema"))
        return Draft202012Validator({"$ref": f"{_URI}#/{pointer}"}, registry=self._registry)


def _cause(error: ValidationError) -> ValidationError:
    """What a person would call wrong: where one of several shapes is wanted, follow the one that was meant."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        meant = [errors for errors in branches.values() if not any(map(_of_another_type, errors))]
        error = (meant or list(branches.values()))[-1][0]
    return error


def _of_another_type(error: ValidationError) -> bool:
    return (error.validator == "enum" and list(error.relative_path) == ["type"]) or error.validator == "type"
