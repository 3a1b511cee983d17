"""How many different keys several selections ask together.

A selection takes the first n of a list, and of each of those the first m of another: a box of n by
m. A longer selection holds a shorter one, so the boxes of all selections begin in one corner, and
what they cover together is what is asked.
"""

from collections.abc import Callable, Collection

Box = tuple[int, ...]


def covered(boxes: Collection[Box]) -> int:
    """Count the places inside at least one of `boxes`, all of one number of dimensions."""
    if not boxes:
        return 0
    if len(next(iter(boxes))) == 1:
        return max(box[0] for box in boxes)
    places = begin = 0
    for end in sorted({box[0] for box in boxes}):
        slab = {box[1:] for box in boxes if box[0] >= end}
        places += (end - begin) * covered(slab)
        begin = end
    return places


def chunks(keys: int, maximum: int | None) -> tuple[int, ...]:
    """Split `keys` as a loader does: as many as one exchange may carry, then the rest."""
    if maximum is None or keys <= maximum:
        return (keys,) if keys else ()
    full, rest = divmod(keys, maximum)
    return (*(maximum,) * full, *((rest,) if rest else ()))


def most_chunks(keys: int, maximum: int | None, moments: int) -> int:
    """Count the chunks of `keys` that become known at so many moments, in whatever portions.

    At worst each moment ends with a chunk of one key.
    """
    if keys <= moments or maximum == 1:
        return keys
    return moments + (0 if maximum is None else (keys - moments) // maximum)


def most_exchanges(cost: Callable[[int], int], keys: int, batches: int) -> int:
    """Count the exchanges of `keys` in so many batches, in whatever portions.

    `cost` of a batch grows evenly from its second key on.
    """
    several = min(batches, keys - batches)
    if several <= 0:
        return batches * cost(1)
    further = keys - (batches - several) - 2 * several
    return (batches - several) * cost(1) + several * cost(2) + further * (cost(3) - cost(2))
