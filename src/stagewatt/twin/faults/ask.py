"""From a request to a fault, or to the word that is wrong in it."""

from __future__ import annotations

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.twin.faults.active import ActiveFault
from stagewatt.twin.faults.kind import FaultKind, Of, Size
from stagewatt.twin.faults.table import FAULTS


def fault_of(name: str, given: dict[str, object], model: RackModel) -> ActiveFault:
    """Return the fault that a request names.

    `given` are its parameters. Raises Invalid for an unknown fault or parameter, for an impossible
    value and for a fault that such a rack cannot have; Unknown for a way or fuse that is not there.
    """
    kind = kind_of(name)
    known = {kind.place and kind.place.field, kind.size and kind.size.name}
    strange = [key for key in given if key not in known]
    if strange:
        raise Invalid(f"{name} has no parameter {strange[0]!r}", where=strange[0])
    if kind.cooling not in {None, model.cooling}:
        raise Invalid(f"a {model.title} has no {kind.cooling} cooling", where="fault")
    place = None if kind.place is None else _place(kind.place, given, model)
    size = None if kind.size is None else _size(kind.size, given)
    return ActiveFault(name, place, size)


def kind_of(name: str) -> FaultKind:
    """Return a kind by its name. Raises Invalid with all names."""
    kind = FAULTS.get(name)
    if kind is None:
        raise Invalid(f"no fault {name!r}; there are: {', '.join(FAULTS)}", where="fault")
    return kind


def _place(of: Of, given: dict[str, object], model: RackModel) -> str:
    wanted, possible = given.get(of.field), of.possible(model)
    for each in possible:
        if each == wanted:
            return str(each)
    named = isinstance(wanted, str) and of not in {Of.PHASE, Of.DEVICE}
    if named and (of is not Of.RESIDUAL or wanted not in Of.WAY.possible(model)):
        raise Unknown(f"no {of.value} {wanted!r}", where=of.field)
    some = ", ".join(possible[:12]) + (" ..." if len(possible) > 12 else "")
    raise Invalid(f"{of.field} is one of {some}, not {wanted!r}", where=of.field)


def _size(size: Size, given: dict[str, object]) -> float:
    wanted = given.get(size.name, size.usual)
    what = "whole number" if size.whole else "number"
    wrong = Invalid(
        f"{size.name} is a {what} from {size.low:g} to {size.high:g}, not {wanted!r}",
        where=size.name,
    )
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        raise wrong
    if not size.low <= wanted <= size.high:  # so is NaN
        raise wrong
    if size.whole and wanted != int(wanted):
        raise wrong
    return float(wanted)
