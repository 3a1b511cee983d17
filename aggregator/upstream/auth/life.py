"""How long a token holds."""


def seconds(value: object, untold: float) -> float:
    """Read a number, or a numeric text as some send it; `untold` for what is neither."""
    try:
        life = float(value) if isinstance(value, int | float | str) else untold
    except ValueError:
        return untold
    return life if 0 < life < 10**9 else untold
