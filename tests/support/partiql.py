"""PartiQL statements as the tests write them."""


def run(db, statement: str, *parameters: dict, **more) -> list:
    """The items that a statement answers."""
    return answer(db, statement, *parameters, **more)["Items"]


def answer(db, statement: str, *parameters: dict, **more) -> dict:
    if parameters:
        more["Parameters"] = list(parameters)
    return db.execute_statement(Statement=statement, **more)


def run_all(db, statement: str, *parameters: dict, **more) -> list:
    """The items of all pages."""
    items, token = [], {}
    while True:
        page = answer(db, statement, *parameters, **more, **token)
        items += page["Items"]
        if "NextToken" not in page:
            return items
        token = {"NextToken": page["NextToken"]}


def statements(*texts) -> list:
    """Each is a text, or a text with its parameters behind it."""
    return [{"Statement": text} if isinstance(text, str) else {"Statement": text[0], "Parameters": list(text[1:])} for text in texts]


NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: "
NO_WHOLE_KEY = "Where clause does not contain a mandatory equality on all key attributes"
EXISTS_ALONE = "EXISTS can only be used in ExecuteTransaction write requests."
