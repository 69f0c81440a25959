"""Takes a file of wording in: read, checked against the definition, ready to be kept.

Here: the steps in their order, the same for the command and the page. Not here: what a file may say
(questionnaires), whether it fits (wording), where it is kept (clinic), and who may do it.
"""

from pydantic import ValidationError

from kith.core.errors import definition_error
from kith.core.instruments import questionnaires, wording
from kith.core.instruments.model import Instrument, Loaded
from kith.core.instruments.wording import Wording


def taken_in(
    definition: Instrument, data: bytes, *, file: str, by: str, on: str, permission: str = ""
) -> Wording:
    """The wording in a file, whole and fitting; DefinitionError with file, key and reason.

    `definition`: as it is shipped. `permission`: on what ground the clinic may use the words; what
    the file itself says of it holds where nothing is given.
    """
    wording.refuse_unless_wanted(definition, file)
    words = questionnaires.read(data, file, definition.id)
    words = wording.fitted(definition, words, file)
    words = words.model_copy(
        update={
            "loaded": Loaded(by=by, on=on, file=file),
            "permission": permission or words.permission,
        }
    )
    try:
        wording.worded(definition, words)
    except ValidationError as error:
        raise definition_error(file, error) from error
    return words
