"""What the pages of a site say beside the records, in both languages."""

from __future__ import annotations

from epcli.model import Lang, Text

WORDS = {
    "home": Text(zh="首页", en="Start"),
    "skip": Text(zh="跳到正文", en="Skip to the text"),
    "main_nav": Text(zh="栏目", en="Sections"),
    "crumbs": Text(zh="上级页面", en="Above it"),
    "toc": Text(zh="本页内容", en="On this page"),
    "search": Text(zh="搜索", en="Search"),
    "search_for": Text(zh="搜索记录", en="Search the records"),
    "timeline": Text(zh="时间线", en="Timeline"),
    "platforms": Text(zh="平台", en="Platforms"),
    "case_studies": Text(zh="案例", en="Case studies"),
    "compare": Text(zh="比较", en="Compare"),
    "indicators": Text(zh="指标", en="Indicators"),
    "promises": Text(zh="承诺与成效", en="Promises and results"),
    "places": Text(zh="地点", en="Places"),
    "poor_counties": Text(zh="{}个贫困县", en="The {} counties"),
    "places_title": Text(zh="国家级贫困县与其他地点", en="The national poor counties, and other places"),
    "sources": Text(zh="来源", en="Sources"),
    "figures": Text(zh="数字", en="Figures"),
    "agreements": Text(zh="签约一览", en="Agreements"),
    "organizations": Text(zh="机构", en="Organizations"),
    "own": Text(
        zh="由自建数据库生成，不是epcli自带的数据。",
        en="Made from a store of one's own: these are not the records that ship with epcli.",
    ),
    "own_title": Text(zh="自建数据", en="A store of one's own"),
    "three_questions": Text(zh="三个问题", en="Three questions"),
    "questions": Text(zh="从问题看起", en="Questions"),
    "q_when": Text(zh="何时发生了什么？", en="What happened when?"),
    "q_when_go": Text(zh="逐年查看：", en="By year: "),
    "q_promised": Text(zh="各平台承诺了什么，结果如何，谁说的？", en="What did each platform promise, what came of it, and who says so?"),
    "q_promised_go": Text(zh="逐个平台查看：", en="By platform: "),
    "q_counties": Text(zh="各县的做法有何不同？", en="How do county models differ?"),
    "q_counties_go": Text(zh="逐个案例查看：", en="By case study: "),
    "q_all_promises": Text(zh="全部承诺与成效", en="all promises and results"),
    "q_any_two": Text(zh="任意两个案例并列比较", en="any two side by side"),
    "chart": Text(zh="谁在何时有动作", en="who was active when"),
    "trust": Text(zh="数字可信到什么程度", en="How far to trust a number"),
    "trust_first": Text(
        zh="每个数字、每个日期都标明状态，并注明出处。状态说明数字是否见于所引来源，不说明数字是否属实。",
        en="Every figure and every date says how it is known, and cites where it stands. Its status says whether a number stands "
        "in the source that it cites, and not whether it is true.",
    ),
    "trust_then": Text(
        zh="因此每个数字还注明性质和统计者：目标、承诺与结果分开，是谁统计或宣称的也一并写明（来源未说明的，也照实注明）。"
        "点任一数字可看它的全部说明、来源与引用格式。",
        en="So each number also says what it is (a target, a commitment, a rule, or a result) and who counted or claims it, where "
        "the source says so. Follow any number to all that is known of it, its sources, and how to cite it.",
    ),
    "status": Text(zh="状态", en="Status"),
    "means": Text(zh="含义", en="Means"),
    "example": Text(zh="例", en="For example"),
    "means_stated": Text(zh="数字见于所引来源", en="the digits stand in the source that is cited"),
    "means_restored": Text(
        zh="原文脱落了数字，由另一来源补出同一事实，两处来源并列注明",
        en="the text lost the digits; an independent source, cited beside it, gives them for the same fact",
    ),
    "means_inferred": Text(
        zh="仅用于日期：年份据上下文推出，依据见注", en="dates alone: the year follows from the context, as a note explains"
    ),
    "means_lost": Text(
        zh="数字已脱落，未找到独立来源；不是零，也不是没有",
        en="the digits are gone, and no independent source was found: not zero, and not none",
    ),
    "everything": Text(zh="全部页面", en="All pages"),
    "whole": Text(zh="整库下载", en="All records in one file"),
    "cite": Text(zh="引用", en="Cite"),
    "cite_own": Text(zh="引用本页：", en="This page:"),
    "cite_sources": Text(zh="引用所据来源：", en="What it rests on:"),
    "cite_source": Text(zh="引用此来源：", en="This source:"),
    "cite_dataset": Text(zh="引用整个数据集：", en="The records as a whole:"),
    "as_json": Text(zh="本页记录的JSON", en="This record as JSON"),
    "all_years": Text(zh="各年", en="Year by year"),
    "comparison": Text(zh="比较：", en="Comparison: "),
    "compare_intro": Text(
        zh="任选两个案例，同一方面并列对照，数字按指标逐行对照。",
        en="Any two case studies side by side: an aspect a row, then an indicator a row.",
    ),
    "compare_many": Text(
        zh="案例较多，未逐对生成页面。比较任意几个：epcli compare A B",
        en="There are too many case studies for a page of each two. To compare any of them: epcli compare A B",
    ),
    "with": Text(zh="与", en="with"),
    "counties_intro": Text(
        zh="国家级贫困县及其退出年份，按省列出。“退出”指省级政府宣布退出的年度；依据分为：有报道点名、由同省其他年份排除得出、仅据名单、有争议。",
        en="The national poor counties, by province, with the year for which each left the list, and how that year is known: named "
        "in the press; by elimination, since the province's other years are named; on the list alone; contested.",
    ),
    "left_in": Text(zh="退出年份", en="Left the list"),
    "total": Text(zh="合计", en="Total"),
    "province": Text(zh="省份", en="Province"),
    "prefecture": Text(zh="所属", en="Within"),
    "county": Text(zh="县", en="County"),
    "code": Text(zh="代码", en="Code"),
    "evidence": Text(zh="依据", en="Evidence"),
    "evidence_press": Text(zh="有报道点名", en="named in the press"),
    "evidence_elimination": Text(zh="排除得出", en="by elimination"),
    "evidence_list": Text(zh="仅据名单", en="the list alone"),
    "evidence_contested": Text(zh="有争议", en="contested"),
    "other_places": Text(zh="其他地点", en="Other places"),
    "no_script": Text(
        zh="搜索需要JavaScript；不用它，也可以从各栏目找到每一页。",
        en="Search needs JavaScript. Without it, every page can be reached from the sections above.",
    ),
    "search_hint": Text(
        zh="中文、英文、标识或数字均可，多个词须同时出现：京东 贵州，832，30亿。",
        en="Words in English or Chinese, ids or numbers; all of them must be there: JD Guizhou, 832, 3 billion, 京东.",
    ),
    "found": Text(zh="{}条记录", en="{} records"),
    "found_one": Text(zh="{}条记录", en="{} record"),
    "found_first": Text(zh="{}条记录，以下为前{}条", en="{} records, the first {} of them"),
    "found_none": Text(zh="没有这样的记录。", en="No record has these words."),
    "copy": Text(zh="复制", en="Copy"),
    "other_language": Text(zh="English", en="中文"),
    "not_found": Text(zh="没有这一页。", en="There is no such page."),
}


def said(name: str, lang: Lang) -> str:
    """The words for something that only a site says; KeyError for what has none."""
    return WORDS[name][lang]
