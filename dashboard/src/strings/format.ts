// Numbers, dates and plurals, all through Intl, so that another language changes one constant.
export const LOCALE = "en";

// Decimals have at most four fraction digits (the contract), so nothing is ever rounded here.
const numberFormat = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 4 });
const pluralRules = new Intl.PluralRules(LOCALE);
const dateTimeFormat = new Intl.DateTimeFormat(LOCALE, {
  dateStyle: "medium",
  timeStyle: "short",
});
const exactFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "long" });
const dayFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const plainDayFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" });
const clockFormat = new Intl.DateTimeFormat(LOCALE, { timeStyle: "medium" });
const listFormat = new Intl.ListFormat(LOCALE, { type: "conjunction" });
const relativeFormat = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });
const shareFormat = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const pointsFormat = new Intl.NumberFormat(LOCALE, {
  signDisplay: "exceptZero",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const changeFormat = new Intl.NumberFormat(LOCALE, { signDisplay: "exceptZero" });
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const countryNames = new Intl.DisplayNames([LOCALE], { type: "region" });

export const formatNumber = (value: number): string => numberFormat.format(value);
export const formatDateTime = (time: string): string => dateTimeFormat.format(new Date(time));
export const formatExactTime = (time: string): string => exactFormat.format(new Date(time));
export const formatDay = (time: string): string => dayFormat.format(new Date(time));
/** A day without a time, `2026-11-22`: the same day in every zone. */
export const formatPlainDay = (day: string): string => plainDayFormat.format(new Date(day));
export const formatClock = (time: string): string => clockFormat.format(new Date(time));

/** `10:42:07`, or day and time when that was on another day than `now`. */
export const formatRecent = (time: string, now: number): string =>
  formatDay(time) === dayFormat.format(now) ? formatClock(time) : formatDateTime(time);

/** `3 days ago`: the largest unit that is full. */
export function formatAgo(time: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - new Date(time).getTime()) / 1000));
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return relativeFormat.format(-Math.floor(seconds / length), unit);
  }
  return relativeFormat.format(-seconds, "second");
}

const NOBODY = shareFormat.format(0);
const EVERYBODY = shareFormat.format(1);

/**
 * A share of a whole in percent, with one digit: `81.2 %` as the locale writes it. Only none are 0 % and only all are
 * 100 %; what would be rounded to either is `< 0.1 %` or `> 99.9 %`.
 */
export function formatShare(part: number, whole: number): string {
  const share = shareFormat.format(whole === 0 ? 0 : part / whole);
  if (share === NOBODY && part > 0) return `< ${shareFormat.format(0.001)}`;
  if (share === EVERYBODY && part < whole) return `> ${shareFormat.format(0.999)}`;
  return share;
}

/** A difference of counts with its sign: `+412`, `−3`, `0`. */
export const formatChange = (change: number): string => withMinus(changeFormat.format(change));

/** A difference in percentage points: `+0.3`, `−0.4`, `0.0`. */
export const formatPoints = (points: number): string => withMinus(pointsFormat.format(points));

/** Beside a plus, a hyphen looks like no sign at all. */
function withMinus(text: string): string {
  return text.replace("-", "\u2212");
}

export const formatList = (parts: readonly string[]): string => listFormat.format(parts);

/** `plural(3, { one: "item", other: "items" })` → `3 items`. */
export function plural(count: number, forms: { one: string; other: string }): string {
  return `${formatNumber(count)} ${pluralForm(count, forms)}`;
}

export function pluralForm(count: number, forms: { one: string; other: string }): string {
  return pluralRules.select(count) === "one" ? forms.one : forms.other;
}

/** The country's name, or the code itself where the reader's system has none. */
export function countryName(code: string): string {
  try {
    return countryNames.of(code) ?? code;
  } catch {
    return code;
  }
}

/** `Germany (DE)`: the name to read, the code that conditions are written with. */
export function countryWithCode(code: string): string {
  const name = countryName(code);
  return name === code ? code : `${name} (${code})`;
}

export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = bytes;
  let index = 0;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit: units[index] ?? "byte",
    unitDisplay: index === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && index > 0 ? 1 : 0,
  }).format(value);
}
