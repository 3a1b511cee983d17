"""Cards that wait to be compiled are compiled ahead, one by one, while the service answers.

Whoever asks for one first waits for it alone. In between the loop is left to requests for as long
as a card took, so that they get at least half of the time.
"""

import asyncio
import gc
from collections.abc import Iterable

from aggregator.domain.deadline import Clock
from aggregator.render.later import LaterCard


async def compile_ahead(waiting: Iterable[LaterCard], clock: Clock) -> None:
    """Compile what waits; what is compiled then is left out of garbage collections.

    The latter where a server has done so with all that it had loaded until it was ready.
    """
    for card in waiting:
        began = clock()
        card.compile()
        await asyncio.sleep(clock() - began)
    if gc.get_freeze_count():
        gc.collect()  # else what is garbage by now would be kept for ever
        gc.freeze()
