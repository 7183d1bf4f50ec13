"""The help and the usage errors in Chinese. English stands where commands are declared; tests hold that nothing there is missing here."""

from __future__ import annotations

import re

HELP = {
    "Answers about e-commerce poverty alleviation in China (电商扶贫): every number with its status and its source.": (
        "中国电商扶贫问答：每个数字都注明状态和来源。"
    ),
    "Print the versions of epcli and of its records.": "显示epcli及其数据的版本。",
    "Show where in epcli an unforeseen error comes from.": "显示意外错误出自epcli何处。",
    "Install completion for the current shell.": "为当前shell安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前shell的补全脚本，供复制或自行安装。",
    "Show this message and exit.": "显示本帮助并退出。",
    "What happened when: events in time order.": "何时发生了什么：按时间排列的事件。",
    "2016, 2016-05, 2016-01-22, 2016-Q2, 2016-H1, 2013-2015 or 2016/..; all if left out.": (
        "2016、2016-05、2016年5月、2016-01-22、2016-Q2、2016-H1、2013-2015或2016/..；省略则为全部。"
    ),
    "Only what is dated in this period: 2016, 2016-Q2, 2013-2015 … (repeatable).": "只看此时段的：2016、2016-Q2、2013-2015……（可重复）。",
    "Only what this body, a platform or any other, takes part in or the figure is about (repeatable).": (
        "只看该机构（平台或其他）参与的事件、关于它的数字（可重复）。"
    ),
    "Only figures that are results, targets … (repeatable).": "只看结果、目标等某种性质的数字（可重复）。",
    "Only figures that this body counted or claims, or any government, company, press or research (repeatable).": (
        "只看该机构统计或自报的数字，或某类机构的：government、company、press、research（可重复）。"
    ),
    "Only figures in this unit: CNY, person, shop … (repeatable).": "只看此单位的数字：元、人、家网店……（可重复）。",
    "Only figures of this indicator (repeatable).": "只看此指标的数字（可重复）。",
    "No more than so many, the first of them.": "最多列出这么多个，从头数起。",
    "In which order.": "排列次序：按日期、数值或记录。",
    "Tell each event's summary, too.": "一并列出各事件的摘要。",
    "Leave out notes and sources.": "不列注和来源。",
    "Only these columns of CSV or TSV, in this order.": "CSV或TSV只要这些列，按此次序。",
    "online-shops …; all if left out.": "online-shops、网店数……；省略则为全部。",
    "Only texts in this language: zh, en … (repeatable).": "只看此语言的文献：zh、en……（可重复）。",
    "Only texts of this kind (repeatable).": "只看此类文献（可重复）。",
    "Only what government, company, press, research or other issued (repeatable).": (
        "只看政府、企业、媒体、研究者或其他发布者发布的：government、company、press、research、other（可重复）。"
    ),
    "Only what names this platform (repeatable).": "只看提到该平台的（可重复）。",
    "Only this place and all within it (repeatable).": "只看该地及其下辖各地（可重复）。",
    "Only events of this kind (repeatable).": "只看此类事件（可重复）。",
    "Only what this source says (repeatable).": "只看该来源所述（可重复）。",
    "Draw it: months across, platforms and government down.": "画成图：横向为月份，纵向为平台和政府。",
    "How to print the answer; else by the ending of --output, else a table.": "答案的格式；未给时依--output的扩展名，否则为表格。",
    "Short for --format json.": "即--format json。",
    "Language of the answer; else EPCLI_LANG, else the locale.": "答案的语言；未给时依EPCLI_LANG，再依系统区域设置。",
    "Write it to this file; - is standard output.": "写入此文件；-为标准输出。",
    "Ask this store; else the one that ships with epcli.": "查询此数据库；未给时为epcli自带的数据。",
    "Colour; auto heeds NO_COLOR, FORCE_COLOR, then the terminal.": "颜色；auto依次看NO_COLOR、FORCE_COLOR和终端。",
    "Page long answers on a terminal (EPCLI_PAGER, else PAGER).": "长答案在终端分页显示（EPCLI_PAGER，否则PAGER）。",
    "What one platform promised and did.": "一个平台承诺了什么、做了什么。",
    "jd, JD.com, 京东 …; the list if left out.": "jd、JD.com、京东……；省略则列出全部。",
    "How one indicator went: its values by place and organization, in time order, with targets.": (
        "一个指标的历程：按地点和机构、依时间列出的值，连同目标。"
    ),
    "poverty-rate, Online shops, 网店数 …; the list if left out.": "poverty-rate、Online shops、网店数……；省略则列出全部。",
    "What was promised, and what was reported since, by whom.": "承诺了什么，此后报道了什么、由谁统计。",
    "When they were set: 2016, 2016-05, 2015/2016 …; all if left out.": "提出的时间：2016、2016-05、2015/2016……；省略则为全部。",
    "One case study: how a county, or a prefecture, went about it.": "一个案例：一个县或地市怎么做。",
    "chengxian, 成县 …; the list if left out.": "chengxian、成县……；省略则列出全部。",
    "How case studies differ, an aspect a row.": "案例有何不同，一行一个方面。",
    "Case studies: chengxian, Tongyu, 元阳 …": "案例：chengxian、Tongyu、元阳……",
    "Who signed with whom, when: places down, platforms across.": "谁与谁何时签约：纵向为地点，横向为平台。",
    "Every number, with unit, date, status and source.": "全部数字，附单位、日期、状态和来源。",
    "Only figures that are known in this way (repeatable).": "只看此种状态的数字（可重复）。",
    "Every record that has the words, in either language.": "含有这些词的全部记录，中英文均可。",
    "With an SQLite file, metadata.json for Datasette beside it.": "随SQLite文件写出供Datasette用的metadata.json。",
    "Only records of this table (repeatable).": "只看该表的记录（可重复）。",
    "Words that a record must have, all of them.": "记录须全部含有的词。",
    "Anything by any name: what it is, its figures, what names it, its sources.": (
        "任何名称均可查：它是什么，有哪些数字，何处提到它，来源为何。"
    ),
    "Anything by id, name or alias: danzhai, 京东, jd-cpad-investment; table/id if two tables have it.": (
        "标识、名称或别名：danzhai、京东、jd-cpad-investment；两表同有时用“表/标识”。"
    ),
    "Its fields as the store holds them, in both languages.": "按库中原样列出各字段，中英文并列。",
    "The source records, ready for a paper.": "来源的著录，可直接用于论文。",
    "Sources, or anything whose sources are meant; dataset for the records themselves.": (
        "来源，或要引其来源的任何记录；dataset指数据集本身。"
    ),
    "Every source of the store.": "库中全部来源。",
    "The style; bibtex if left out. gbt7714 is the standard of 2025.": "著录格式，默认bibtex。gbt7714指2025年版国标。",
    "The day you saw the texts online, as 2026-11-20; gbt7714 prints it of what is on the web alone.": (
        "引用（访问）日期，如2026-11-20；gbt7714只为仅见于网络的文献著录它。"
    ),
    "What the store rests on.": "库中记录所依据的来源。",
    "The JSON Schema of an answer, or of a store.": "答案或数据库的JSON Schema。",
    "An answer (timeline, platform …), or store.": "一种答案（timeline、platform……），或store。",
    "Check a store: shapes, ids, dates, citations, canonical form.": "校验数据库：结构、标识、日期、引用和规范格式。",
    "A store; the one that ships with epcli if left out.": "数据库；省略则为epcli自带的数据。",
    "Rewrite FILE in canonical form; records are never changed.": "把FILE改写为规范格式；记录不变。",
    "Start a store of your own.": "新建自己的数据库。",
    "Where to start it; nothing may be there.": "新建于何处；该处不得已有文件。",
    "Begin with the records that ship with epcli.": "以epcli自带的数据开始。",
    "Add records to a store of your own: all of them, or none.": "向自己的数据库添加记录：全部写入，或一条不写。",
    "A store, an answer (json, ndjson, csv), an export; - reads standard input.": (
        "数据库、答案（json、ndjson、csv）或导出文件；-读标准输入。"
    ),
    "The store to change; never the one that ships with epcli.": "要改动的数据库；不能是epcli自带的数据。",
    "Show what would change, and change nothing.": "只显示会有什么改动，不作改动。",
    "Let records replace those of the same id.": "允许替换标识相同的记录。",
    "Remove records from a store of your own: all of them, or none.": "从自己的数据库移除记录：全部移除，或一条不动。",
    "Records: an id, or table/id if two tables have it.": "记录：标识；两表同有时用“表/标识”。",
    "Take back the last change to a store of your own; a second undo takes that back.": "撤销对自己数据库的上次改动；再次撤销即恢复。",
    "Write a whole store in a form that other programs read, or as a web site in both languages.": (
        "把整个数据库写成其他程序可读的形式，或写成中英双语网站。"
    ),
    "A file, or a folder for csv, datapackage and site; - is standard output.": "文件；csv、datapackage和site为文件夹；-为标准输出。",
    "With a site, its address to be, for its citations and its sitemap.": "与site一起使用：网站将要发布的网址，写入引用格式和站点地图。",
    "What to make of the store.": "导出的形式。",
}
"""Each sentence of the help, and each first paragraph of a command's."""

AROUND = {
    "Usage": "用法",
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "default": "默认",
    "env var": "环境变量",
    "required": "必填",
}
"""The words around the help."""

_PLACEHOLDERS = {
    "OPTIONS": "选项",
    "COMMAND": "命令",
    "ARGS": "参数",
    "PERIOD": "时段",
    "NAME": "名称",
    "INDICATOR": "指标",
    "TEXT": "文字",
    "ANSWER": "答案",
    "FILE": "文件",
    "DEST": "目标",
    "ID": "标识",
    "DATE": "日期",
    "str": "文字",
    "path": "路径",
}
"""What stands in the usage for something to be typed."""

_ERRORS = [
    (r"No such command '(?P<word>.*?)'\.(?: \(?Did you mean (?P<near>.*?)\?\)?)?", "没有命令{word}。{near}"),
    (r"No such option: (?P<word>.*?)(?: \(?(?:Possible options|Did you mean):? (?P<near>.*?)\??\)?)?", "没有选项{word}。{near}"),
    (r"Missing argument '(?P<word>.*?)'\.", "缺少参数“{word}”。"),
    (r"Missing option '(?P<word>.*?)'\..*", "缺少选项{word}。"),
    (r"Option '(?P<word>.*?)' requires an argument\.", "选项{word}需要一个值。"),
    (r"Option '(?P<word>.*?)' does not take a value\.", "选项{word}不带值。"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((?P<word>.*)\)", "多出的参数：{word}。"),
    (r"Invalid value for '(?P<word>.*?)': '(?P<value>.*?)' is not one of (?P<near>.*)\.", "选项{word}的值“{value}”无效，可用：{near}。"),
    (r"Invalid value for '(?P<word>.*?)': (?P<value>.*)", "选项{word}的值无效：{value}"),
]
"""What Typer says of a command line, as patterns, and the same in Chinese."""


def helped(words: str) -> str:
    """A text of the help in Chinese; an example after it stays as it is."""
    first, between, example = words.partition("\n\nExample: ")
    return HELP.get(first.strip(), first) + (f"\n\n示例：{example}" if between else "")


def placeholders(usage: str) -> str:
    """What stands for arguments, in Chinese; values to be typed as they are stay: `NAME…`, `<path>`, but `<zh|en>`."""
    return re.sub(r"\b[A-Z]{2,}\b|(?<=<)(?:str|path)(?=>)", lambda word: _PLACEHOLDERS.get(word[0], word[0]), usage)


def misused(message: str) -> str:
    """A usage error in Chinese; one of an unknown kind stays in English."""
    for pattern, said in _ERRORS:
        if found := re.fullmatch(pattern, message):
            words = {name: word or "" for name, word in found.groupdict().items()}
            if pattern.startswith("Missing argument"):
                words["word"] = placeholders(words["word"])
            if words.get("near") and "可用" not in said:
                words["near"] = f"最接近的：{words['near']}。"
            return said.format(**{"near": "", **words}).replace("' / '", "/").replace("', '", "、").replace("'", "")
    return message
