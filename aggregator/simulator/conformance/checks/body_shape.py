"""The body of a 200 is JSON in UTF-8: an object with a list "cards", each with a text "key".

An agent sees: an error in place of every card ("ResponseBody"), for five minutes.
Fix: answer {"cards": [{"key": "...", "timeToLiveSeconds": 300, "components": [...]}]}.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if answer.status != 200:
        return
    body = answer.decoded
    if body is None:
        yield Breach("the body is not JSON in UTF-8")
    elif not isinstance(body, dict) or not isinstance(body.get("cards"), list):
        yield Breach('the body is no object with a list "cards"')
    elif len(answer.entries) != len(body["cards"]):
        yield Breach('an entry of "cards" is no object with a text "key"')


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=read, always=True)
