"""Both languages: the words around the records, and how figures, dates and statuses are written in each.

A number is never shown without the status that it has: `MARKS` stand right after it, and views explain them under the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from epcli.dates import beginning, beyond_plain
from epcli.digits import divided, grouped, plain
from epcli.model import Author, Citation, Figure, Lang, Source, Text, Unit

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
    "target": Text(zh="目标", en="target"),
    "commitment": Text(zh="承诺", en="commitment"),
    "rule": Text(zh="规定", en="rule"),
    "promise": Text(zh="承诺与目标", en="promise"),
    "promises": Text(zh="承诺与目标", en="Promises"),
    "promised": Text(zh="承诺", en="Promised"),
    "reported": Text(zh="成效", en="Reported"),
    "nothing_reports_it": Text(zh="没有数字说明其结果", en="no figure reports it"),
    "counted_by": Text(zh="统计：", en="counted by "),
    "nobody_named": Text(zh="未注明统计者", en="who counted is not said"),
    "according_to": Text(zh="据", en="according to "),
    "about_whom": Text(zh="所指：", en="about "),
    "computed": Text(zh="计算所得", en="computed"),
    "actuals": Text(zh="结果", en="results"),
    "targets": Text(zh="目标与承诺", en="targets"),
    "rules": Text(zh="规定", en="rules"),
    "due": Text(zh="期限", en="due"),
    "running_total": Text(zh="累计", en="running total"),
    "no_whole_year": Text(zh="非全年数", en="not of a whole year"),
    "scale_of_each": Text(
        zh="条形从0起，按比例绘制；所指机构和地点相同的，用同一把尺。",
        en="Bars begin at 0 and are to scale; values about the same organizations and places share one scale. ",
    ),
    "scale_of_all": Text(zh="条形从0起，按比例绘制，全页同一把尺。", en="Bars begin at 0 and are to scale, one scale for all. "),
    "hollow_bars": Text(zh="虚条是目标、承诺或规定，不是结果。", en="Hollow bars are targets, commitments or rules, not results."),
    "id": Text(zh="标识", en="ID"),
    "source": Text(zh="来源", en="source"),
    "organization": Text(zh="机构", en="organization"),
    "indicator": Text(zh="指标", en="indicator"),
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
    "perhaps": Text(zh="时间不确定，几处之一", en="one of several times"),
    "year_alone": Text(zh="年内", en="year"),
    "events_here": Text(zh="当地事件", en="Events here"),
    "timeline": Text(zh="时间线", en="Timeline"),
    "deals": Text(zh="协议与事件", en="Agreements and events"),
    "programmes": Text(zh="扶贫项目", en="Programmes"),
    "figures": Text(zh="数字", en="Figures"),
    "case_studies": Text(zh="相关案例", en="Case studies it appears in"),
    "notes": Text(zh="注", en="Notes"),
    "sources": Text(zh="来源", en="Sources"),
    "no_licence": Text(zh="未注明许可", en="licence not stated"),
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
    "country": Text(zh="国家", en="country"),
    "group": Text(zh="地区组", en="group of places"),
    "province": Text(zh="省级", en="province"),
    "prefecture": Text(zh="地级", en="prefecture"),
    "county": Text(zh="县级", en="county"),
    "article-newspaper": Text(zh="新闻", en="news"),
    "article-journal": Text(zh="期刊", en="journal"),
    "article-magazine": Text(zh="杂志", en="magazine"),
    "webpage": Text(zh="网页", en="web page"),
    "legislation": Text(zh="法规文件", en="legislation"),
    "standard": Text(zh="标准", en="standard"),
    "working-paper": Text(zh="工作论文", en="working paper"),
    "thesis": Text(zh="学位论文", en="thesis"),
    "dataset": Text(zh="数据集", en="dataset"),
    "government": Text(zh="政府文件", en="government document"),
    "company": Text(zh="企业", en="company"),
    "press": Text(zh="媒体", en="press"),
    "research": Text(zh="研究", en="research"),
    "other": Text(zh="其他", en="other"),
    "body_platform": Text(zh="平台", en="platform"),
    "body_government": Text(zh="政府机构", en="government body"),
    "body_party": Text(zh="党的机构", en="party body"),
    "body_company": Text(zh="企业", en="company"),
    "body_university": Text(zh="高校", en="university"),
    "body_research": Text(zh="研究机构", en="research body"),
    "body_international": Text(zh="国际组织", en="international organization"),
    "body_association": Text(zh="社会组织", en="association"),
    "body_media": Text(zh="媒体", en="news organization"),
    "language_zh": Text(zh="中文", en="Chinese"),
    "language_en": Text(zh="英文", en="English"),
    "language_ja": Text(zh="日文", en="Japanese"),
    "language_fr": Text(zh="法文", en="French"),
    "language_th": Text(zh="泰文", en="Thai"),
    "language_it": Text(zh="意大利文", en="Italian"),
    "language_pt": Text(zh="葡萄牙文", en="Portuguese"),
    "by_government": Text(zh="政府所报", en="reported by government"),
    "by_company": Text(zh="企业所报", en="reported by companies"),
    "by_press": Text(zh="媒体所报", en="reported by the press"),
    "by_research": Text(zh="研究所报", en="reported by researchers"),
    "issued_by_government": Text(zh="政府发布", en="issued by government"),
    "issued_by_company": Text(zh="企业发布", en="issued by companies"),
    "issued_by_press": Text(zh="媒体发布", en="issued by the press"),
    "issued_by_research": Text(zh="研究者发布", en="issued by researchers"),
    "issued_by_other": Text(zh="其他发布者", en="issued by others"),
    "sort_date": Text(zh="按日期", en="by date"),
    "sort_value": Text(zh="按数值", en="by value"),
    "sort_record": Text(zh="按记录", en="by record"),
    "repost": Text(zh="转载", en="repost"),
    "undated": Text(zh="未注日期", en="undated"),
    "document": Text(zh="文件", en="Document"),
    "as_written": Text(zh="来源原文", en="as written"),
    "role": Text(zh="性质", en="role"),
    "actual": Text(zh="结果", en="actual"),
    "unit": Text(zh="单位", en="unit"),
    "stock": Text(zh="时点数", en="stock, as at a date"),
    "flow": Text(zh="时期数", en="flow, over a period"),
    "ratio": Text(zh="比率", en="ratio"),
    "reported_by": Text(zh="统计者", en="counted by"),
    "figures_elsewhere": Text(zh="其他记录中的数字", en="Figures in other records"),
    "agreements_naming": Text(zh="协议", en="Agreements"),
    "events_naming": Text(zh="事件", en="Events"),
    "places_within": Text(zh="下辖地点", en="Places within it"),
    "poor_counties": Text(zh="国家级贫困县", en="National poor counties"),
    "exit_year": Text(zh="退出年份", en="Left the list"),
    "first_platform": Text(zh="首个平台", en="First platform"),
    "numbers": Text(zh="数字对照", en="Numbers"),
    "no_case_study": Text(zh="没有案例", en="no case study"),
    "also": Text(zh="另见", en="also"),
    "organizations": Text(zh="机构", en="Organizations"),
    "go_on": Text(zh="继续查询", en="Go on with"),
    "exit_press": Text(zh="有报道点名", en="named in the press"),
    "exit_elimination": Text(zh="由同省其他年份的名单排除得出", en="by elimination: the province's other years are named in the press"),
    "exit_list": Text(zh="仅据名单", en="on the list alone"),
    "exit_contested": Text(zh="有争议", en="contested"),
    "platform_body": Text(zh="平台", en="platform"),
    "government_body": Text(zh="政府机构", en="government body"),
    "party_body": Text(zh="党的机构", en="Party body"),
    "company_body": Text(zh="企业", en="company"),
    "university_body": Text(zh="高校", en="university"),
    "research_body": Text(zh="研究机构", en="research institute"),
    "international_body": Text(zh="国际组织", en="international organization"),
    "association_body": Text(zh="社会团体", en="association"),
    "media_body": Text(zh="媒体", en="media"),
    "waiting": Text(zh="等待其他写入", en="waiting for other writers"),
    "reading": Text(zh="读取", en="reading"),
    "merging": Text(zh="合并", en="merging"),
    "checking": Text(zh="校验", en="checking"),
    "writing": Text(zh="写入", en="writing"),
}

UNITS: dict[Unit, tuple[str, str, str]] = {
    "CNY": ("元", "CNY", "CNY"),
    "USD": ("美元", "USD", "USD"),
    "CNY-per-person": ("元/人", "CNY per person", "CNY per person"),
    "CNY-per-household": ("元/户", "CNY per household", "CNY per household"),
    "CNY-per-jin": ("元/斤", "CNY per jin", "CNY per jin"),
    "CNY-per-kg": ("元/公斤", "CNY per kg", "CNY per kg"),
    "CNY-per-mu": ("元/亩", "CNY per mu", "CNY per mu"),
    "number": ("", "", ""),
    "%": ("%", "%", "%"),
    "percentage-point": ("个百分点", "percentage point", "percentage points"),
    "times": ("倍", "time", "times"),
    "place": ("位", "place in the ranking", "places in the ranking"),
    "person": ("人", "person", "people"),
    "person-time": ("人次", "attendance", "attendances"),
    "household": ("户", "household", "households"),
    "member": ("家成员", "member", "members"),
    "job": ("个岗位", "job", "jobs"),
    "job-quota": ("个用工指标", "job place", "job places"),
    "country": ("个国家", "country", "countries"),
    "province": ("个省", "province", "provinces"),
    "prefecture": ("个地级市", "prefecture", "prefectures"),
    "area": ("个市区县", "city, district or county", "cities, districts and counties"),
    "county": ("个县", "county", "counties"),
    "town": ("个镇", "town", "towns"),
    "village": ("个村", "village", "villages"),
    "organization": ("家单位", "organization", "organizations"),
    "body": ("个部门", "body", "bodies"),
    "company": ("家企业", "company", "companies"),
    "factory": ("家工厂", "factory", "factories"),
    "cooperative": ("家合作社", "cooperative", "cooperatives"),
    "farm": ("个农场", "farm", "farms"),
    "supplier": ("家供应商", "supplier", "suppliers"),
    "merchant": ("家商户", "merchant", "merchants"),
    "school": ("所学校", "school", "schools"),
    "college": ("所学院", "college", "colleges"),
    "shop": ("家网店", "online shop", "online shops"),
    "shop-per-village": ("家网店/村", "online shop per village", "online shops per village"),
    "store": ("家店", "store", "stores"),
    "pavilion": ("家馆", "pavilion", "pavilions"),
    "station": ("个服务站", "station", "stations"),
    "site": ("个网点", "service point", "service points"),
    "centre": ("个中心", "centre", "centres"),
    "warehouse": ("个仓库", "warehouse", "warehouses"),
    "airport": ("座机场", "airport", "airports"),
    "website": ("个网站", "website", "websites"),
    "product": ("种产品", "product", "products"),
    "brand": ("个品牌", "brand", "brands"),
    "parcel": ("件", "parcel", "parcels"),
    "order": ("单", "order", "orders"),
    "page-view": ("次", "page view", "page views"),
    "item": ("件", "item", "items"),
    "vehicle": ("辆车", "vehicle", "vehicles"),
    "bird": ("只", "bird", "birds"),
    "animal": ("头", "animal", "animals"),
    "tree": ("棵", "tree", "trees"),
    "tonne": ("吨", "tonne", "tonnes"),
    "kg": ("公斤", "kg", "kg"),
    "jin": ("斤", "jin", "jin"),
    "kg-per-mu": ("公斤/亩", "kg per mu", "kg per mu"),
    "litre": ("升", "litre", "litres"),
    "kWh": ("度电", "kWh", "kWh"),
    "sqkm": ("平方公里", "square kilometre", "square kilometres"),
    "hectare": ("公顷", "hectare", "hectares"),
    "mu": ("亩", "mu", "mu"),
    "sqm": ("平方米", "square metre", "square metres"),
    "km": ("公里", "km", "km"),
    "m": ("米", "m", "m"),
    "year": ("年", "year", "years"),
    "month": ("个月", "month", "months"),
    "day": ("天", "day", "days"),
    "hour": ("小时", "hour", "hours"),
    "project": ("项工程", "project", "projects"),
    "aid-project": ("个项目", "project", "projects"),
    "task": ("项任务", "task", "tasks"),
    "measure": ("项举措", "measure", "measures"),
    "round": ("轮", "round", "rounds"),
    "model": ("种模式", "model", "models"),
    "field": ("个领域", "field", "fields"),
    "section": ("个板块", "section", "sections"),
    "festival": ("个", "festival", "festivals"),
    "event": ("场活动", "event", "events"),
    "course": ("期培训", "training course", "training courses"),
    "document": ("份文件", "document", "documents"),
    "agreement": ("份协议", "agreement", "agreements"),
    "report": ("份报告", "report", "reports"),
}
"""Each unit as Chinese writes it after a number, and in English for one and for many."""

_QUALIFIERS = {
    "over": Text(zh="超过", en="over"),
    "nearly": Text(zh="近", en="nearly"),
    "about": Text(zh="约", en="about"),
    "at-least": Text(zh="不低于", en="at least"),
    "at-most": Text(zh="不超过", en="at most"),
}


def label(name: str, lang: Lang) -> str:
    """The word for one of our own terms; KeyError for a term that has none."""
    return LABELS[name][lang]


def count(number: int, name: str, lang: Lang) -> str:
    """How many there are: `23 events`, `23个事件`."""
    if lang == "zh":
        return f"{number}个{LABELS[name].zh.removesuffix('级')}"
    one = LABELS[name].en
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number} {one if number == 1 else many}"


def measured(unit: Unit, lang: Lang) -> str:
    """What is counted in a unit, as a word by itself: 服务站 / stations; the unit where it has none, as a bare number."""
    zh, _, many = UNITS[unit]
    return (zh.removeprefix("个") if lang == "zh" else many) or unit


def spell(number: int, unit: str, lang: Lang) -> str:
    """A length of time in `years`, `months` or `days`: `6 months`, `6个月`."""
    zh, one, many = UNITS[{"years": "year", "months": "month", "days": "day"}[unit]]  # type: ignore[index]
    return f"{number}{zh}" if lang == "zh" else f"{number} {one if number == 1 else many}"


def choose_lang(option: Lang | None, environ: Mapping[str, str]) -> Lang:
    """--lang, else EPCLI_LANG, else the locale: Chinese for zh*, English for everything else."""
    if option:
        return option
    wish = environ.get("EPCLI_LANG") or environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh" if wish.lower().startswith("zh") else "en"


def sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def quantity(figure: Figure, lang: Lang) -> str:
    """A figure's number with its qualifier, unit and status mark: `CNY 3 billion`, `CNY 5–6`, `832个县†`, `□ warehouses`."""
    zh_unit, one, many = UNITS[figure.unit]
    number = MARKS["lost"] if figure.value is None else _range(figure, "%" if figure.unit == "%" else "", lang)
    if lang == "zh":
        amount = f"{number}{zh_unit}" if figure.value is None or figure.unit != "%" else number
    elif figure.unit == "%":
        amount = f"{number}%" if figure.value is None else number
    elif figure.unit in ("CNY", "USD"):
        amount = f"{figure.unit} {number}"
    else:
        amount = f"{number} {one if figure.value == 1 and figure.upper is None else many}".rstrip()
    qualifier = _QUALIFIERS[figure.qualifier][lang] if figure.qualifier else ""
    after = "" if figure.value is None else MARKS[figure.status]
    return (f"{qualifier} {amount}" if qualifier and lang == "en" else qualifier + amount) + after


def dated(edtf: str, lang: Lang) -> str:
    """A date as people read it: plain ones as they are (2016-05, 2015-12?, 2016/2017), others in words where their digits need some."""
    reading = beyond_plain(edtf)
    if reading is None:
        return edtf
    from epcli.edtf_words import in_words

    return in_words(reading, lang)


def year_heading(edtf: str, lang: Lang) -> str:
    """What a date stands under in a list: the year in which it begins (2016), or the years of which it may be any (2010–2019)."""
    first, last, _ = beginning(edtf)
    if first == last:
        return f"{first:04}"
    if first is None:
        return f"至{last:04}年" if lang == "zh" else f"until {last:04}"
    if last is None:
        return f"{first:04}年或以后" if lang == "zh" else f"{first:04} or later"
    return f"{first:04}–{last:04}"


def as_of(figure: Figure, lang: Lang) -> str:
    """The date that a figure is about, in the brackets of the language, to follow its metric; nothing when it has none."""
    if not figure.as_of:
        return ""
    return f"（{dated(figure.as_of, lang)}）" if lang == "zh" else f" ({dated(figure.as_of, lang)})"


def role(figure: Figure, lang: Lang) -> str:
    """What a number is that is no result, and by when it is due, to follow its date: ` · target, due 2020`; nothing for an actual."""
    if figure.role == "actual":
        return ""
    due = "" if figure.due is None else f", due {dated(figure.due, lang)}" if lang == "en" else f"，期限{dated(figure.due, lang)}"
    return f" · {label(figure.role, lang)}{due}"


def _range(figure: Figure, sign: str, lang: Lang) -> str:
    """A number, or both ends of a range. What stands after both is said once in English; Chinese says 万, 亿 and % twice (GB/T 15835)."""
    assert figure.value is not None
    whole = figure.unit in ("person", "household", "county")
    number, word = _number(figure.value, whole, lang)
    if figure.upper is None:
        return f"{number}{word}{sign}"
    last, last_word = _number(figure.upper, whole, lang)
    if lang == "zh":
        return f"{number}{word}{sign}～{last}{last_word}{sign}"
    return f"{number}{'' if word == last_word else word}–{last}{last_word}{sign}"


def _number(value: int | float, whole: bool, lang: Lang) -> tuple[str, str]:
    """Digits as the language groups them, and the word after them: 3000000000 is `30亿` in Chinese and `3 billion` in English.

    None of them is dropped. Below 10万 Chinese has 万 for round numbers alone, and never for what is counted one by one (`whole`): 3万家,
    but 14372家 and 54598人.
    """
    steps = ((12, "万亿"), (8, "亿"), (4, "万")) if lang == "zh" else ((12, " trillion"), (9, " billion"), (6, " million"))
    digits = plain(value)
    for power, word in steps:
        if abs(value) >= 10**power and not (abs(value) < 10**5 and (whole or value % 1000)):
            number = divided(digits, power)
            return grouped(number) if lang == "en" else number, word
    return grouped(digits) if lang == "en" and "e" not in digits else digits, ""


def author_name(author: Author, lang: Lang) -> str:
    """An author as a sentence names them. Chinese names keep their order in English too: Wei Yan'an, but Victor Couture."""
    if author.name:
        return author.name[lang]
    family, given = (part[lang] if part else "" for part in (author.family, author.given))
    chinese = bool(author.family and author.given and re.fullmatch(r"[㐀-鿿]{1,2}", author.family.zh) and len(author.given.zh) <= 2)
    return f"{family}{'' if lang == 'zh' else ' '}{given}" if chinese else f"{given} {family}".strip()


def author_names(source: Source, lang: Lang) -> str:
    """All authors of a source; nothing where none is known."""
    return join_names((author_name(author, lang) for author in source.authors), lang)


def text_kind(source: Source, lang: Lang) -> str:
    """What a source is: the kind of text, or for a plain web page who speaks in it; and whether a copy was read."""
    speaker = source.issued_by if source.issued_by in ("government", "company") else None
    kinds = [speaker or ("" if source.repost else "webpage")] if source.type == "webpage" else [source.type]
    return ("，" if lang == "zh" else ", ").join(label(kind, lang) for kind in [*kinds, "repost" if source.repost else ""] if kind)


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
