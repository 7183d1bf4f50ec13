"""Both languages: the words around the records, and how figures, dates and statuses are written in each.

A number is never shown without the status that it has: `MARKS` stand right after it, and views explain them under the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from epcli.model import Citation, Figure, Lang, Text

MARKS = {"stated": "", "restored": "†", "inferred": "‡", "lost": "□"}
"""Restored and inferred follow what they mark; □, the lacuna sign of Chinese editors, stands where the digits were."""

LEGEND = {
    "restored": Text(
        zh="补全：原文脱落了数字，由另一来源补出同一事实，见所注来源",
        en="restored: the article lost the digits; the second source cited gives them for the same fact",
    ),
    "inferred": Text(
        zh="推断：日期据上下文推出，依据见注",
        en="inferred: the date follows from the context, as the note explains",
    ),
    "lost": Text(
        zh="缺失：原文脱落了数字，未找到独立来源；不是零，也不是没有",
        en="lost: the digits are gone and no independent source was found; not zero, and not none",
    ),
}

LABELS = {
    "event": Text(zh="事件", en="event"),
    "date": Text(zh="日期", en="date"),
    "kind": Text(zh="类别", en="kind"),
    "who": Text(zh="各方", en="who"),
    "where": Text(zh="地点", en="where"),
    "references": Text(zh="依据", en="references"),
    "platform": Text(zh="平台", en="platform"),
    "case_study": Text(zh="案例", en="case study"),
    "figure": Text(zh="数值", en="figure"),
    "metric": Text(zh="指标", en="metric"),
    "about": Text(zh="所指", en="about"),
    "as_of": Text(zh="截至", en="as of"),
    "status": Text(zh="状态", en="status"),
    "stated": Text(zh="来源所载", en="stated"),
    "restored": Text(zh="补全", en="restored"),
    "inferred": Text(zh="推断", en="inferred"),
    "lost": Text(zh="缺失", en="lost"),
    "id": Text(zh="标识", en="ID"),
    "source": Text(zh="来源", en="source"),
    "organization": Text(zh="机构", en="organization"),
    "record": Text(zh="记录", en="record"),
    "mention": Text(zh="提及", en="mention"),
    "field": Text(zh="字段", en="field"),
    "value": Text(zh="值", en="value"),
    "type": Text(zh="类型", en="type"),
    "remark": Text(zh="说明", en="remark"),
    "agreements": Text(zh="签约一览", en="Agreements"),
    "whole_country": Text(zh="全国", en="the whole country"),
    "government_alone": Text(zh="政府", en="government"),
    "goes_on": Text(zh="延续", en="goes on"),
    "year_alone": Text(zh="年内", en="year"),
    "events_here": Text(zh="当地事件", en="Events here"),
    "timeline": Text(zh="时间线", en="Timeline"),
    "deals": Text(zh="协议与事件", en="Agreements and events"),
    "programmes": Text(zh="扶贫项目", en="Programmes"),
    "figures": Text(zh="数字", en="Figures"),
    "case_studies": Text(zh="相关案例", en="Case studies it appears in"),
    "notes": Text(zh="注", en="Notes"),
    "sources": Text(zh="来源", en="Sources"),
    "not_stated": Text(zh="未述", en="not stated"),
    "same": Text(zh="各地相同", en="the same for all"),
    "place": Text(zh="地点", en="Place"),
    "level": Text(zh="层级", en="Level"),
    "headline": Text(zh="一句话", en="In one line"),
    "context": Text(zh="背景", en="Context"),
    "driver": Text(zh="推动者", en="Driver"),
    "partner": Text(zh="合作方", en="Partner"),
    "products": Text(zh="产品", en="Products"),
    "measures": Text(zh="举措", en="Measures"),
    "outcome": Text(zh="成效", en="Outcome"),
    "lesson": Text(zh="启示", en="Lesson"),
    "caveat": Text(zh="局限与更正", en="Caveat"),
    "policy": Text(zh="政策", en="policy"),
    "agreement": Text(zh="协议", en="agreement"),
    "programme": Text(zh="项目", en="programme"),
    "pilot": Text(zh="试点", en="pilot"),
    "meeting": Text(zh="会议", en="meeting"),
    "launch": Text(zh="启动", en="launch"),
    "report": Text(zh="报告", en="report"),
    "province": Text(zh="省级", en="province"),
    "prefecture": Text(zh="地级", en="prefecture"),
    "county": Text(zh="县级", en="county"),
    "article": Text(zh="文章", en="article"),
    "government": Text(zh="政府文件", en="government document"),
    "news": Text(zh="新闻", en="news"),
    "journal": Text(zh="期刊", en="journal"),
    "company": Text(zh="企业", en="company"),
    "repost": Text(zh="转载", en="repost"),
    "undated": Text(zh="未注日期", en="undated"),
    "waiting": Text(zh="等待其他写入", en="waiting for other writers"),
    "reading": Text(zh="读取", en="reading"),
    "merging": Text(zh="合并", en="merging"),
    "checking": Text(zh="校验", en="checking"),
    "writing": Text(zh="写入", en="writing"),
}

UNITS = {
    "CNY": ("元", "CNY", "CNY"),
    "%": ("%", "%", "%"),
    "person": ("人", "person", "people"),
    "person-time": ("人次", "attendance", "attendances"),
    "household": ("户", "household", "households"),
    "county": ("个县", "county", "counties"),
    "village": ("个村", "village", "villages"),
    "shop": ("家网店", "online shop", "online shops"),
    "store": ("家店", "store", "stores"),
    "pavilion": ("家馆", "pavilion", "pavilions"),
    "station": ("个服务站", "station", "stations"),
    "warehouse": ("个仓库", "warehouse", "warehouses"),
    "product": ("种产品", "product", "products"),
    "festival": ("个", "festival", "festivals"),
    "company": ("家企业", "company", "companies"),
    "area": ("个市区县", "city, district or county", "cities, districts and counties"),
    "organization": ("家单位", "organization", "organizations"),
    "member": ("家成员", "member", "members"),
    "supplier": ("家供应商", "supplier", "suppliers"),
    "seller": ("家商户", "seller", "sellers"),
    "college": ("所学院", "college", "colleges"),
    "centre": ("个中心", "centre", "centres"),
    "site": ("个网点", "service point", "service points"),
    "province": ("个省", "province", "provinces"),
    "job": ("个岗位", "job", "jobs"),
    "aid-project": ("个项目", "project", "projects"),
    "page-view": ("次", "page view", "page views"),
    "times": ("倍", "time", "times"),
    "tonne": ("吨", "tonne", "tonnes"),
    "mu": ("亩", "mu", "mu"),
    "sqkm": ("平方公里", "square kilometre", "square kilometres"),
    "sqm": ("平方米", "square metre", "square metres"),
    "jin": ("斤", "jin", "jin"),
    "CNY-per-jin": ("元/斤", "CNY per jin", "CNY per jin"),
    "CNY-per-kg": ("元/公斤", "CNY per kg", "CNY per kg"),
    "CNY-per-mu": ("元/亩", "CNY per mu", "CNY per mu"),
    "kg-per-mu": ("公斤/亩", "kg per mu", "kg per mu"),
    "order": ("单", "order", "orders"),
    "parcel": ("件", "parcel", "parcels"),
    "factory": ("家工厂", "factory", "factories"),
    "town": ("个镇", "town", "towns"),
    "hour": ("小时", "hour", "hours"),
    "place": ("位", "place in the ranking", "places in the ranking"),
    "bird": ("只", "bird", "birds"),
    "body": ("个部门", "body", "bodies"),
    "project": ("项工程", "project", "projects"),
    "task": ("项任务", "task", "tasks"),
    "measure": ("项举措", "measure", "measures"),
    "round": ("轮", "round", "rounds"),
    "model": ("种模式", "model", "models"),
    "year": ("年", "year", "years"),
    "field": ("个领域", "field", "fields"),
    "section": ("个板块", "section", "sections"),
    "job-quota": ("个用工指标", "job place", "job places"),
    "shop-per-village": ("家网店/村", "online shop per village", "online shops per village"),
}
"""Each unit as Chinese writes it after a number, and in English for one and for many."""

_QUALIFIERS = {
    "over": Text(zh="超过", en="over"),
    "nearly": Text(zh="近", en="nearly"),
    "about": Text(zh="约", en="about"),
    "at-least": Text(zh="不低于", en="at least"),
}


def label(name: str, lang: Lang) -> str:
    """The word for one of our own terms; KeyError for a term that has none."""
    return LABELS[name][lang]


def count(number: int, name: str, lang: Lang) -> str:
    """How many there are: `23 events`, `23个事件`."""
    if lang == "zh":
        return f"{number}个{LABELS[name].zh}"
    many = {"case study": "case studies"}.get(LABELS[name].en, f"{LABELS[name].en}s")
    return f"{number} {LABELS[name].en if number == 1 else many}"


def choose_lang(option: Lang | None, environ: Mapping[str, str]) -> Lang:
    """--lang, else EPCLI_LANG, else the locale: Chinese for zh*, English for everything else."""
    if option:
        return option
    wish = environ.get("EPCLI_LANG") or environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh" if wish.lower().startswith("zh") else "en"


def sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def quantity(figure: Figure, lang: Lang) -> str:
    """A figure's number with its qualifier, unit and status mark: `CNY 3 billion`, `832个县†`, `□ warehouses`."""
    zh_unit, one, many = UNITS.get(figure.unit, (figure.unit, figure.unit, figure.unit))
    number = MARKS["lost"] if figure.value is None else _number(figure.value, lang)
    if lang == "zh":
        amount = f"{number}{zh_unit}"
    elif figure.unit == "%":
        amount = f"{number}%"
    elif figure.unit == "CNY":
        amount = f"CNY {number}"
    else:
        amount = f"{number} {one if figure.value == 1 else many}"
    qualifier = _QUALIFIERS[figure.qualifier][lang] if figure.qualifier else ""
    after = "" if figure.value is None else MARKS[figure.status]
    return (f"{qualifier} {amount}" if qualifier and lang == "en" else qualifier + amount) + after


def as_of(figure: Figure, lang: Lang) -> str:
    """The date that a figure is about, in the brackets of the language, to follow its metric; nothing when it has none."""
    if not figure.as_of:
        return ""
    return f"（{figure.as_of}）" if lang == "zh" else f" ({figure.as_of})"


def _number(value: int | float, lang: Lang) -> str:
    """Digits as the language groups them: 3000000000 is `30亿` in Chinese and `3 billion` in English."""
    steps = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**9, " billion"), (10**6, " million"))
    for size, word in steps:
        if abs(value) >= size:
            return f"{value / size:.12g}{word}"
    return f"{value:,}" if lang == "en" else f"{value:.12g}"


def join_names(names: Iterable[str], lang: Lang) -> str:
    """A list of names: 、 in Chinese, commas in English."""
    return ("、" if lang == "zh" else ", ").join(names)


def locator(citation: Citation) -> str:
    """Where in its source a citation points, to stand after the source's number; nothing when it means the whole text."""
    if citation.at == "全文":
        return ""
    return citation.at if citation.at.startswith("§") else f":{citation.at}"


def quoted(title: str, lang: Lang) -> str:
    """A title in the quotation marks of the language; a description in brackets stays as it is."""
    if title.startswith("["):
        return title
    return f"《{title}》" if lang == "zh" and "《" not in title else f"“{title}”"
