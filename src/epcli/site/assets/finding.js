"use strict";
// What a search finds: every word must be there, in either language. A Chinese word is found anywhere, any other from its beginning on,
// and a number by its value, however written; width, case and script are of no matter. Nothing here touches a page.
const finding = (() => {
  const TABLES = ["organizations", "case_studies", "indicators", "places", "events", "figures", "sources"];
  const [traditional, simplified] = epcli.scripts;
  const toSimplified = new Map([...traditional].map((char, at) => [char, simplified[at]]));
  // Letters and digits alone have their usual width, since a wide comma is none within a number; and places in a text stay what they are.
  const WIDE = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
  const fold = (text) => text.normalize("NFC").replace(WIDE, (char) => char.normalize("NFKC")).toLowerCase()
    .replace(/[’‘]/g, "'").replace(/[\u3400-\u9fff]/g, (char) => toSimplified.get(char) ?? char);
  const isHan = (char) => char !== undefined && /\p{Script=Han}/u.test(char);
  const isWord = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char) && !isHan(char);

  // Numbers as the command line reads them, each with its value as plain digits: 30亿, 3 billion and 3,000,000,000 are 3000000000.
  const POWERS = {
    百: 2, 千: 3, 万: 4, 百万: 6, 千万: 7, 亿: 8, 万亿: 12,
    thousand: 3, million: 6, billion: 9, trillion: 12, mn: 6, bn: 9, tn: 12,
  };
  const SCALE = Object.keys(POWERS).sort((one, other) => other.length - one.length).join("|");
  const NUMBER = new RegExp(
    `(?<![A-Za-z0-9.,\\-])(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d+)?(?:[ \\u200b]?(${SCALE})(?![A-Za-z])|(?![A-Za-z0-9\\-]))`, "gi",
  );
  const digits = (whole, fraction, power) => {
    const after = fraction.padEnd(power, "0");
    const before = (whole + after.slice(0, power)).replace(/^0+/, "") || "0";
    const rest = after.slice(power).replace(/0+$/, "");
    return rest ? `${before}.${rest}` : before;
  };
  const numbers = (text) => [...text.matchAll(NUMBER)].map(({0: written, 1: whole, 2: fraction, 3: scale, index}) => ({
    value: digits(whole.replaceAll(",", ""), (fraction || ".").slice(1), POWERS[(scale || "").toLowerCase()] || 0),
    scale, from: index, to: index + written.length,
  }));

  // A number of a hundred or more in Chinese characters at the beginning of a word, with what follows: 三十亿, 八百三十二个, 二〇一六年.
  const DIGIT = {〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9};
  const SECTION = "((?:[一二两三四五六七八九]千)?[〇零]?(?:[一二两三四五六七八九]百)?[〇零]?(?:[一二两三四五六七八九]?十)?[〇零]?[一二两三四五六七八九]?)";
  const YEAR = /^[〇零一二两三四五六七八九]{4}(?=年|$)/;
  const CHARACTERS = new RegExp(`^(?:${SECTION}万亿)?(?:${SECTION}亿)?(?:${SECTION}万)?${SECTION}`);
  const section = (chars) => {
    let [total, digit] = [0, 0];
    for (const char of chars) {
      if (char in DIGIT) digit = DIGIT[char];
      else [total, digit] = [total + (digit || 1) * {十: 10, 百: 100, 千: 1000}[char], 0];
    }
    return total + digit;
  };
  const inCharacters = (word) => {
    if (!(word[0] in DIGIT) && word[0] !== "十") return null;
    const year = word.match(YEAR);
    const [written, ...parts] = year || word.match(CHARACTERS);
    const scales = [1e12, 1e8, 1e4, 1];
    const number = year
      ? Number([...written].map((char) => DIGIT[char]).join(""))
      : parts.reduce((sum, part, at) => sum + section(part || "") * scales[at], 0);
    return number < 100 ? null : {number, rest: word.slice(written.length)};
  };

  // A word with the ways in which it may stand, each a list of parts that must all be there: as it is; in the singular; with digits; or,
  // where Chinese and other writing meet in it (832个县), its parts.
  const plain = (word) => {
    const ways = [[word]];
    if (/^[a-z]{4,}s$/.test(word)) ways.push([word.replace(/ies$/, "").replace(/s$/, "")]);
    const parts = word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) || [];
    if (parts.length > 1) ways.push(parts);
    const spelt = inCharacters(word);
    if (!spelt) return {ways};
    if (["", "元"].includes(spelt.rest)) return {ways, value: String(spelt.number)};
    for (const [scale, unit] of [[1, ""], [1e4, "万"], [1e8, "亿"]]) {
      if (spelt.number >= scale) ways.push([`${spelt.number / scale}${unit}${spelt.rest}`]);
    }
    return {ways};
  };

  // The words of a query that is folded. A number is a word of its own, with its scale, also where it stands between Chinese words.
  const read = (query) => {
    const words = [];
    const others = (text) => {
      const bare = text.split(/[\s，、。；：！？“”（）《》]+/).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
      words.push(...bare.filter(Boolean).map(plain));
    };
    let end = 0;
    for (const {value, scale, from, to} of numbers(query)) {
      if (!scale && isHan(query[to])) continue; // 832个县 is a word, and not a number and a word
      others(query.slice(end, from));
      words.push({value, ways: scale ? [] : [[query.slice(from, to)]]}); // without scale it may also stand in a date or an id
      end = to + (isHan(scale) && query[to] === "元");
    }
    others(query.slice(end));
    return words;
  };

  // Where a part stands in a text, or nothing: never in the middle of a word, nor with digits that are but some of a number's.
  const place = (text, part) => {
    const counts = /\d/.test(part);
    let there;
    for (let from = text.indexOf(part); from >= 0; from = text.indexOf(part, from + 1)) {
      const to = from + part.length;
      if (isWord(part[0]) && isWord(text[from - 1])) continue;
      if (counts) {
        if (/^\d/.test(part) && /\d[.,]$/.test(text.slice(Math.max(0, from - 2), from))) continue;
        if (/\d$/.test(part) && /^(?:\d|[.,]\d)/.test(text.slice(to, to + 2))) continue;
        there ??= numbers(text);
        if (there.some((one) => one.from < to && from < one.to && (one.from < from || to < one.to))) continue;
      }
      return [from, to];
    }
    return null;
  };
  // The first places of a word in a text, from and to; nothing where it isn't there.
  const places = (text, word) => {
    const number = word.value && numbers(text).find(({value}) => value === word.value);
    if (number) return [[number.from, number.to]];
    for (const parts of word.ways) {
      const found = parts.map((part) => place(text, part));
      if (found.every(Boolean)) return found;
    }
    return null;
  };

  const records = epcli.records.map(([table, id, zh, en, wordsZh, wordsEn, values, file]) => ({
    table, file: file || id, id, zh, en, words: {zh: wordsZh, en: wordsEn},
    names: [zh, en].map(fold),
    folded: [id.replaceAll("-", " "), id, zh, en, wordsZh, wordsEn].map(fold).join("\n"),
    values: values.split(" "), // of a figure its own is the first
  }));
  const has = (record, {value, ways}) => (value && record.values.includes(value)) || places(record.folded, {ways}) !== null;
  const counted = (record, words) => TABLES[record.table] === "figures" && words.some(({value}) => value && value === record.values[0]);

  const score = (record, words, whole) => {
    if (!words.every((word) => has(record, word))) return -1;
    if (fold(record.id) === whole) return 1000;
    let best = counted(record, words) ? 510 : 0; // the number itself, before what tells of it
    for (const name of record.names) {
      if (name === whole) best = Math.max(best, 900);
      else if (words.every((word) => places(name, word))) {
        const points = (name.startsWith(whole) ? 500 : 250) - Math.min(name.length, 200);
        best = counted(record, words) ? best + points / 10 : Math.max(best, points);
      }
    }
    if (!best && record.folded.split(/[\s,;]+/).includes(whole)) best = 40;
    return best + (TABLES.length - record.table);
  };

  // The records that have all words of a query, best first.
  const search = (query) => {
    const whole = fold(query).trim().split(/\s+/).join(" ");
    const words = read(whole);
    const found = words.length ? records.map((record) => [score(record, words, whole), record]).filter(([points]) => points >= 0) : [];
    return {words, records: found.sort((a, b) => b[0] - a[0]).map(([, record]) => record)};
  };
  // What of a text is to be marked, in order; nothing where folding has moved the places.
  const marks = (text, words) => {
    const folded = fold(text);
    if (folded.length !== text.length) return [];
    return words.flatMap((word) => places(folded, word) || []).sort((a, b) => a[0] - b[0]);
  };
  return {TABLES, search, marks, numbers: (text) => numbers(fold(text)).map(({value}) => value)};
})();
