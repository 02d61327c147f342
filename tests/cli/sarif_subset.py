"""What of SARIF 2.1.0 (OASIS, section 3) the form `sarif` uses, as a JSON schema of its own: names,
types and what must be there, and nothing beyond the members that the standard has."""

TEXT = {"type": "string", "minLength": 1}
MESSAGE = {"type": "object", "required": ["text"], "additionalProperties": False,
           "properties": {"text": TEXT}}                                       # 3.11, 3.12
RULE = {"type": "object", "required": ["id"], "additionalProperties": False,   # 3.49
        "properties": {"id": TEXT, "shortDescription": MESSAGE, "help": MESSAGE}}
DRIVER = {"type": "object", "required": ["name"], "additionalProperties": False,  # 3.19
          "properties": {"name": TEXT, "version": TEXT,
                         "rules": {"type": "array", "uniqueItems": True, "items": RULE}}}
INVOCATION = {"type": "object", "required": ["executionSuccessful"],           # 3.20
              "additionalProperties": False,
              "properties": {"executionSuccessful": {"type": "boolean"},
                             "exitCode": {"type": "integer"}}}
LOGICAL = {"type": "object", "additionalProperties": False,                    # 3.33
           "properties": {"name": TEXT, "fullyQualifiedName": TEXT, "kind": TEXT}}
LOCATION = {"type": "object", "additionalProperties": False,                   # 3.28
            "properties": {"logicalLocations": {"type": "array", "items": LOGICAL}}}
RESULT = {"type": "object", "required": ["message"], "additionalProperties": False,  # 3.27
          "properties": {"ruleId": TEXT,
                         "level": {"enum": ["none", "note", "warning", "error"]},
                         "message": MESSAGE,
                         "locations": {"type": "array", "items": LOCATION},
                         "properties": {"type": "object"}}}                    # 3.8
RUN = {"type": "object", "required": ["tool"], "additionalProperties": False,  # 3.14
       "properties": {"tool": {"type": "object", "required": ["driver"],
                               "additionalProperties": False,
                               "properties": {"driver": DRIVER}},
                      "invocations": {"type": "array", "items": INVOCATION},
                      "results": {"type": "array", "items": RESULT}}}
SCHEMA = {"type": "object", "required": ["version", "runs"], "additionalProperties": False,  # 3.13
          "properties": {"$schema": {"type": "string", "pattern": "^https://"},
                         "version": {"const": "2.1.0"},
                         "runs": {"type": "array", "minItems": 1, "items": RUN}}}


def rules_not_told(log):
    """Identifiers of results that no rule describes (3.27.5)."""
    [run] = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    return {result["ruleId"] for result in run["results"]} - rules
