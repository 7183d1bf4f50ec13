"""What the store covers, and three questions to begin with."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from epcli import __version__
from epcli.model import Text
from epcli.queries.answer import figure_owners, owned_figures
from epcli.queries.named import platforms
from epcli.queries.timeline import years_covered
from epcli.store import Store


class Overview(Struct, frozen=True):
    """A title, questions as they are typed with what they answer, what the store holds, and where to read on."""

    title: Text
    questions: dict[str, Text]
    held: Text
    more: Text


def overview(store: Store) -> Overview:
    """The page that `epcli` alone prints."""
    first, last = (f"{year:04}" for year in years_covered(store))
    owned = owned_figures(figure_owners(store))
    status = Counter(figure.status for figure in owned)
    events, cases, numbers = len(store.events), len(store.case_studies), len(owned)
    stated, restored, lost = status["stated"], status["restored"], status["lost"]
    edition = f"{store.dataset.version}, {store.dataset.licence}"
    return Overview(
        title=Text(
            en=f"epcli {__version__}: e-commerce poverty alleviation in China (电商扶贫), with sources.",
            zh=f"epcli {__version__}：中国电商扶贫，每个数字都有出处。",
        ),
        questions={
            "epcli timeline 2016": Text(en="what happened when", zh="什么时候发生了什么"),
            "epcli platform jd": Text(en="what one platform promised and did", zh="一个平台承诺了什么、做了什么"),
            "epcli compare chengxian tongyu": Text(en="how county models differ", zh="各县的模式有何不同"),
        },
        held=Text(
            en=f"The records ({edition}) hold {events} events from {first} to {last}, {len(platforms(store))} platforms, "
            f"{cases} case studies and {numbers} figures: {stated} stated, {restored} restored, {lost} lost.",
            zh=f"数据（{edition}）包括{first}年至{last}年的{events}个事件、{len(platforms(store))}个平台、{cases}个案例和{numbers}个数字："
            f"来源所载{stated}个，补全{restored}个，缺失{lost}个。",
        ),
        more=Text(en="All commands and options: epcli --help", zh="全部命令和选项：epcli --help"),
    )
