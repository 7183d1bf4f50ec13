"""What a person typed → the record meant, or the nearest ones.

Nobody should have to know how we spell an id: names match in either script, whatever their case, spaces, hyphens and tone
marks, with or without the word for county, city or province.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from unicodedata import combining, normalize

from epcli.errors import RequestError
from epcli.model import Text
from epcli.script import has_chinese, simplified

SOME = 20
"""How many names an error lists when none is near; a store has hundreds."""

_SUFFIX = r"(?<=.)(县|市|省|地区|自治区|county|city|prefecture|province)$"


LONGEST = 100
"""Characters of the longest name for which a nearest one is sought: to compare takes as long as the names are, times one another."""


@lru_cache(2**16)  # each name of a store is compared in several ways, and by several names in a row
def key(typed: str) -> str:
    """What two spellings of one name have in common: `Chéng-xiàn` and `chengxian`, `JD.com` and `jdcom`; tone marks are no letters."""
    bare = "".join(char for char in typed if not combining(char))  # to put a row of them in order takes the square of its length
    return "".join(char for char in normalize("NFKD", bare).casefold() if char.isalnum())


def resolve(
    typed: str, spellings: Mapping[str, Sequence[str]], kind: Text, told_apart: Callable[[str], Text] = lambda record: Text(record, record)
) -> str:
    """The id that `typed` means among `spellings` (id → every way to write it); `kind` names what they are ("platform").

    An id means its record, whoever else is called so: there is no other way to name it then. Raises RequestError with the nearest
    names when there is none, and with the ids when there are two, each as `told_apart` tells it.
    """
    meant = meanings(typed, spellings)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise RequestError(
            en=f'"{typed}" can mean more than one {kind.en}: {listed(meant, told_apart).en}. Type one of these.',
            zh=f"“{typed}”可以指不止一个{kind.zh}：{listed(meant, told_apart).zh}。请输入其中一个。",
        )
    if not spellings:
        raise RequestError(en=f'No {kind.en} is called "{typed}": the store has none.', zh=f"没有叫“{typed}”的{kind.zh}：库中一个也没有。")
    nearest = _nearest(typed, spellings)
    names = nearest or list(spellings)[:SOME]
    more = 0 if nearest else len(spellings) - len(names)
    en, zh = (f" and {more} more", f"等{len(spellings)}个") if more else ("", "")
    raise RequestError(
        en=f'No {kind.en} is called "{typed}". {"The nearest" if nearest else "There are"}: {", ".join(names)}{en}.',
        zh=f"没有叫“{typed}”的{kind.zh}。{'最接近的' if nearest else '现有'}：{'、'.join(names)}{zh}。",
    )


def meanings(typed: str, spellings: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids that `typed` may mean: one if it is an id, else all that have the name, else those that have it but for 县, county …

    What means nothing as it was typed is read in simplified script.
    """
    if typed in spellings:
        return [typed]
    wanted, stem = key(typed), _stem(typed)
    meant = _meant(spellings, lambda name: key(name) == wanted) or _meant(spellings, lambda name: _stem(name) == stem != "")
    return meant or (meanings(plain, spellings) if (plain := simplified(typed)) != typed else [])


def listed(records: Sequence[str], told: Callable[[str], Text]) -> Text:
    """Some records as an error lists them: no more than fit into a line or two."""
    some = [told(record) for record in records[:SOME]]
    more = len(records) - len(some)
    en, zh = (f" and {more} more", f"等{len(records)}个") if more else ("", "")
    return Text(zh="、".join(text.zh for text in some) + zh, en=", ".join(text.en for text in some) + en)


def _stem(name: str) -> str:
    return re.sub(_SUFFIX, "", key(name))


def _meant(spellings: Mapping[str, Sequence[str]], fits: Callable[[str], bool]) -> list[str]:
    return [record for record, names in spellings.items() if any(fits(name) for name in names)]


def _nearest(typed: str, spellings: Mapping[str, Sequence[str]]) -> list[str]:
    """Up to three names like `typed`, in the script that it was typed in; the first spelling of each record that is close.

    Close is what most of the letters are the same of, or what begins so. Of two Chinese characters one may be wrong (城县), of more
    less than half: 商务部 is not 商丘市.
    """
    from difflib import get_close_matches

    if len(typed) > LONGEST:
        return []
    in_han = has_chinese(typed)
    wanted = key(simplified(typed))
    owner: dict[str, tuple[str, str]] = {}
    for record, names in spellings.items():
        for name in names:
            if has_chinese(name) == in_han:
                owner.setdefault(key(name), (record, name))
    begun = [name for name in owner if len(wanted) >= (2 if in_han else 3) and name.startswith(wanted)]
    nearest: dict[str, str] = {}
    for match in [*get_close_matches(wanted, owner, n=9, cutoff=0.7 if not in_han else 0.5 if len(wanted) < 3 else 0.6), *sorted(begun)]:
        nearest.setdefault(*owner[match])
    return list(nearest.values())[:3]
