"""What a Python card may use: it computes, and does nothing else.

Each list says what there is, not what there is not: a name that nobody thought of is not allowed.
"""

from collections.abc import Mapping
from typing import Final

OURS: Final = "aggregator.render.python"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODULES: Final[Mapping[str, frozenset[str]]] = {
    OURS: _names(
        "BadgeColor Card CardContext Component Data Leaf Markdown Money TextColor badge box copy "
        "divider link markdown row spacer text totals workflow"
    ),
    "__future__": _names("annotations"),
    "bisect": _names("bisect bisect_left bisect_right insort insort_left insort_right"),
    "collections": _names("Counter OrderedDict defaultdict deque namedtuple"),
    "collections.abc": _names(
        "Callable Collection Container Generator Hashable Iterable Iterator Mapping "
        "MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized"
    ),
    "dataclasses": _names("asdict astuple dataclass field replace"),
    "datetime": _names("UTC date datetime time timedelta timezone"),
    "decimal": _names(
        "Decimal DecimalException DivisionByZero InvalidOperation ROUND_05UP ROUND_CEILING "
        "ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP"
    ),
    "enum": _names("Enum Flag IntEnum IntFlag StrEnum auto unique"),
    "fractions": _names("Fraction"),
    "functools": _names("partial reduce"),
    "heapq": _names("heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest"),
    "itertools": _names(
        "accumulate batched chain combinations combinations_with_replacement compress count cycle "
        "dropwhile filterfalse groupby islice pairwise permutations product repeat starmap "
        "takewhile tee zip_longest"
    ),
    "math": _names(
        "acos asin atan atan2 ceil comb copysign cos degrees dist e exp fabs factorial floor fmod "
        "fsum gcd hypot inf isclose isfinite isinf isnan isqrt lcm log log10 log1p log2 modf nan "
        "perm pi pow prod radians sin sqrt tan tau trunc"
    ),
    "operator": _names(
        "add and_ contains eq floordiv ge gt index is_ is_not itemgetter le lt mod mul ne neg not_ "
        "or_ pos pow sub truediv truth xor"
    ),
    "re": _names(
        "A ASCII DOTALL I IGNORECASE M MULTILINE Match Pattern S U UNICODE VERBOSE X compile error "
        "escape findall finditer fullmatch match search split sub subn"
    ),
    "statistics": _names(
        "StatisticsError correlation fmean geometric_mean harmonic_mean linear_regression mean "
        "median median_grouped median_high median_low mode multimode pstdev pvariance quantiles "
        "stdev variance"
    ),
    "string": _names(
        "ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits "
        "printable punctuation whitespace"
    ),
    "textwrap": _names("dedent fill indent shorten wrap"),
    "typing": _names(
        "Any ClassVar Final Generic Literal NamedTuple Never NewType NoReturn Optional Protocol "
        "Self TYPE_CHECKING TypeAlias TypeGuard TypeVar TypedDict Union assert_never cast final "
        "overload override"
    ),
    "zoneinfo": _names("ZoneInfo ZoneInfoNotFoundError"),
}
"""Modules that only compute, and ours, each with the names that a card may take from it."""

BUILTINS: Final = _names(
    "ArithmeticError AssertionError AttributeError Ellipsis Exception False IndexError KeyError "
    "LookupError None NotImplemented NotImplementedError OverflowError RecursionError "
    "RuntimeError StopIteration True TypeError UnicodeError ValueError ZeroDivisionError abs all "
    "any ascii bin bool bytes callable chr classmethod complex dict divmod enumerate filter float "
    "format frozenset hash hex int isinstance issubclass iter len list map max min next object "
    "oct ord pow property range repr reversed round set slice sorted staticmethod str sum tuple "
    "zip"
)
"""Built-in names that only compute."""

METHODS: Final = _names(
    "__abs__ __add__ __bool__ __call__ __contains__ __eq__ __float__ __ge__ __getitem__ __gt__ "
    "__hash__ __int__ __iter__ __le__ __len__ __lt__ __mul__ __ne__ __neg__ __next__ "
    "__post_init__ __radd__ __repr__ __rmul__ __rsub__ __str__ __sub__ __truediv__"
)
"""Methods of such names that a card's own classes may have."""

INSIDE: Final = _names(
    "ag_await ag_code ag_frame ag_running co_code co_consts co_names cr_await cr_code cr_frame "
    "cr_origin cr_running f_back f_builtins f_code f_generator f_globals f_lasti f_lineno "
    "f_locals f_trace format format_map func_globals gi_code gi_frame gi_running gi_yieldfrom "
    "mro register tb_frame tb_lasti tb_lineno tb_next"
)
"""Attributes that lead into the interpreter, or to any attribute by its name."""


def may_import(module: str, name: str | None = None) -> bool:
    """Whether a card may import a module by its full name, or that name from it."""
    return module in MODULES and (name is None or name in MODULES[module])
