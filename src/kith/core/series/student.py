"""Student's t distribution, which the standard library lacks: its quantiles."""

import math

HALF = 0.5
_TINY = 1e-300
_CLOSE = 1e-14


def quantile(share: float, freedom: float) -> float:
    """The value below which `share` of a t distribution lies; freedom need not be whole."""
    if not 0 < share < 1 or freedom <= 0:
        raise ValueError("a share lies between 0 and 1, and degrees of freedom above 0")
    if share < HALF:
        return -quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while below(high, freedom) < share:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def below(value: float, freedom: float) -> float:
    """The share of a t distribution below `value`."""
    tail = _beta(freedom / (freedom + value * value), freedom / 2, 0.5) / 2
    return 1 - tail if value > 0 else tail


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    scale = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return scale * _fraction(x, a, b) / a
    return 1 - scale * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    top, bottom = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    found = bottom
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            bottom = 1 / _kept(1 + step * bottom)
            top = _kept(1 + step / top)
            found *= top * bottom
        if abs(top * bottom - 1) < _CLOSE:
            break
    return found


def _kept(value: float) -> float:
    """The value, or something tiny where it would be divided by nothing."""
    return value if abs(value) > _TINY else _TINY
