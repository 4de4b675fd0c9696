// An instant as the person reads it: by their wall clock, in their language, with the zone named, because "06:00" in a
// message that crosses an ocean is a riddle.

const formatters = new Map<string, Intl.DateTimeFormat>();

export function describeLocalTime(instantAt: number, timeZone: string, language: string): string {
  const key = `${language} ${timeZone}`;
  const known = formatters.get(key);
  const formatter =
    known ??
    new Intl.DateTimeFormat(language, {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
  formatters.set(key, formatter);
  return formatter.format(instantAt);
}

/** A BCP 47 tag, as Intl takes it. */
export function isLanguage(text: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
}
