"""Takes a file of wording in: read, checked against the definition, ready to be kept.

Here: the steps in their order, the same for the command and the page. Not here: what a file may say
(questionnaires), whether it fits (wording), where it is kept (clinic), and who may do it.
"""

from pydantic import ValidationError

from kith.core.errors import definition_error
from kith.core.instruments import questionnaires, wording
from kith.core.instruments.model import Instrument, Loaded
from kith.core.instruments.wording import Wording


def taken_in(definition: Instrument, data: bytes, loaded: Loaded) -> Wording:
    """The wording in a file, whole and fitting; DefinitionError with file, key and reason.

    `definition`: as it is shipped. `loaded`: the file's name, by whom and when it is loaded, and on
    what ground; what the file itself says of that holds where nothing is given.
    """
    file = loaded.file
    wording.refuse_unless_wanted(definition, file)
    words = questionnaires.read(data, file, definition.id)
    words = wording.fitted(definition, words, file)
    permission = loaded.permission or words.permission
    loaded = loaded.model_copy(update={"permission": ""})
    words = words.model_copy(update={"loaded": loaded, "permission": permission})
    try:
        wording.worded(definition, words)
    except ValidationError as error:
        raise definition_error(file, error) from error
    return words
